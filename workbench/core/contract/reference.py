"""Writes the reference pages of the contract, the settings and the actions from their tables, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from workbench.core.contract.eras import ERAS
from workbench.core.contract.interfaces import Interface, InterfaceTable, Parameter, ReturnField
from workbench.core.program.actions import ACTIONS, NEEDS, ActionRow, said_keys, title_of
from workbench.core.program.settings import AnySetting, allowed, grouped, shown
from workbench.core.rules import EVERYWHERE, RULES, Rule
from workbench.core.values import Json


def reference_pages(table: InterfaceTable, rules: Sequence[Rule] = RULES) -> dict[str, str]:
    """File name to Markdown text: interfaces.md, rules.md, settings.md and actions.md."""
    return {
        "interfaces.md": _interfaces_page(table, rules),
        "rules.md": _rules_page(table, rules),
        "settings.md": _settings_page(),
        "actions.md": _actions_page(),
    }


def schema_words(schema: Json, table: InterfaceTable) -> str:
    """A JSON Schema in a few words: “text or number”, “one of oauth, apiKey”, the name of a definition."""
    if not isinstance(schema, dict) or not schema:
        return "anything"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return "one of " + ", ".join(str(entry) for entry in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(schema_words(entry, table) for entry in schema["anyOf"]))
    types = schema.get("type", "anything")
    names = [types] if isinstance(types, str) else list(types)
    return " or ".join(_type_words(name, schema, table) for name in names)


def _type_words(name: str, schema: Json, table: InterfaceTable) -> str:
    if name == "array" and "items" in schema:
        return f"list of {schema_words(schema['items'], table)}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list"}.get(name, name)


def _interfaces_page(table: InterfaceTable, rules: Sequence[Rule]) -> str:
    parts = [
        "# Interfaces",
        (
            "What App Connect calls in an adapter, what it passes, and what it does with the answer. "
            f"{len(table)} interfaces; {sum(entry.core11 for entry in table)} of them are core."
        ),
        "Eras: " + "; ".join(f"*{era.name}* is App Connect of {era.date} ({era.says})" for era in ERAS.values()) + ".",
    ]
    for title, members in table.groups():
        parts.append(f"## {title}")
        parts.extend(_interface_section(entry, table, rules) for entry in members)
    parts.append("## Shared definitions")
    parts.extend(_definition(name, schema, table) for name, schema in table.definitions.items())
    return "\n\n".join(parts) + "\n"


def _interface_section(entry: Interface, table: InterfaceTable, rules: Sequence[Rule]) -> str:
    facts = [
        ("Core", "one of the eleven" if entry.core11 else "no"),
        ("In Python", f"`{entry.snake_name}` works too"),
        ("Needed", entry.required_when),
        ("Called by", "; ".join(entry.called_by)),
        ("Called with", entry.calling_convention),
        ("Promises", entry.sync_rule),
        ("Calls the CRM", str(entry.calls_crm)),
        ("Without it", entry.if_not_implemented),
        ("Returning nothing", entry.returning_nothing),
        ("Throwing", entry.throws),
        ("Earlier eras", entry.seed_differences),
        ("In practice", entry.practice),
        ("Note", entry.note),
    ]
    parts = [f"### {entry.name}", entry.summary, "\n".join(f"- {name}: {text}" for name, text in facts if text)]
    if entry.parameters:
        rows = (_parameter_row(parameter, table) for parameter in entry.parameters)
        parts.append("Parameters:\n\n" + _grid(("Name", "Type", "Supplied", "Taken from", "Eras"), rows))
    fields = (_field_row(field, table) for field in entry.return_fields)
    parts.append(
        "Returns:\n\n" + _grid(("Member", "Type", "Required", "What App Connect does with it", "When missing"), fields)
    )
    own = [row for row in rules if entry.name in row.interfaces]
    if own:
        parts.append("Rules:\n\n" + "\n".join(f"- `{row.id}` ({row.severity}): {row.title}" for row in own))
    return "\n\n".join(parts)


def _parameter_row(parameter: Parameter, table: InterfaceTable) -> tuple[str, ...]:
    kind = schema_words(parameter.schema, table)
    return f"`{parameter.name}`", kind, parameter.supplied, parameter.source, ", ".join(parameter.eras)


def _field_row(field: ReturnField, table: InterfaceTable) -> tuple[str, ...]:
    required = "yes" if field.required else "no"
    return f"`{field.field}`", schema_words(field.schema, table), required, field.used_by_core, field.if_missing


def _definition(name: str, schema: Json, table: InterfaceTable) -> str:
    parts = [f"### {name}"]
    if schema.get("description"):
        parts.append(str(schema["description"]))
    required = schema.get("required", ())
    rows = [
        (f"`{key}`", schema_words(entry, table), "yes" if key in required else "no", str(entry.get("description", "")))
        for key, entry in schema.get("properties", {}).items()
    ]
    if rows:
        parts.append(_grid(("Member", "Type", "Required", "What it is"), rows))
    elif "type" in schema or "anyOf" in schema:
        parts.append(f"Type: {schema_words(schema, table)}.")
    return "\n\n".join(parts)


def _rules_page(table: InterfaceTable, rules: Sequence[Rule]) -> str:
    parts = [
        "# Rules",
        (
            "What is judged in an adapter's answers. *error*: App Connect fails or loses data; *warning*: it works, "
            "but is likely wrong for the user; *note*: worth knowing. Errors and warnings keep an answer from meeting "
            "the contract; notes do not."
        ),
    ]
    loaded = [row for row in rules if not row.interfaces]
    groups: list[tuple[str, list[Rule]]] = [
        ("When an adapter is loaded", loaded),
        ("In every interface", [row for row in rules if row.interfaces == EVERYWHERE]),
    ]
    for title, members in table.groups():
        names = {entry.name for entry in members}
        groups.append((title, [row for row in rules if row.interfaces and row.interfaces[0] in names]))
    for title, rows in groups:
        if rows:
            parts.append(f"## {title}")
            parts.extend(_rule_section(row) for row in rows)
    return "\n\n".join(parts) + "\n"


def _rule_section(row: Rule) -> str:
    where = ", ".join(row.interfaces) if row.interfaces and row.interfaces != EVERYWHERE else ""
    facts = [
        ("Severity", str(row.severity)),
        ("Interfaces", where),
        ("App Connect", row.app_connect_does),
        ("Mend", row.mend),
        ("Source", row.source),
    ]
    return "\n\n".join([f"### {row.id}", row.title, "\n".join(f"- {name}: {text}" for name, text in facts if text)])


def _settings_page() -> str:
    parts = [
        "# Settings",
        (
            "What can be chosen in the settings dialog, and written by hand in settings.toml. What differs from the "
            "default stands in the file; an unknown key or a value that is not allowed is left there and told."
        ),
    ]
    for group, rows in grouped():
        parts.append(f"## {group}")
        parts.extend(_setting_section(row) for row in rows)
    return "\n\n".join(parts) + "\n"


def _setting_section(row: AnySetting) -> str:
    choices = "; ".join(f"`{each.value}` {each.title}" for each in row.choices)
    facts = [
        ("In the window", row.title),
        ("Allowed", choices or allowed(row)),
        ("Default", shown(row, row.default)),
        ("A change holds", row.when or "at once"),
    ]
    return "\n\n".join([f"### {row.key}", row.description, "\n".join(f"- {name}: {text}" for name, text in facts)])


def _actions_page() -> str:
    parts = [
        "# Actions",
        (
            "Everything that can be done in the window. Keys can be changed in the settings dialog, or in the table "
            "`[shortcuts]` of settings.toml by the action's name, with an empty text for no keys."
        ),
    ]
    for menu in dict.fromkeys(row.menu for row in ACTIONS):
        rows = [row for row in ACTIONS if row.menu == menu]
        parts.append(f"## {menu}")
        parts.append(_grid(("Action", "Name", "Keys", "Possible"), map(_action_row, rows)))
    return "\n\n".join(parts) + "\n"


def _action_row(row: ActionRow) -> tuple[str, ...]:
    return title_of(row), f"`{row.id}`", said_keys(row.shortcut), NEEDS[row.needs]


def _grid(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
