"""The reference pages say everything that the tables hold."""

from __future__ import annotations

from workbench.core.contract.reference import reference_pages, schema_words
from workbench.core.program.actions import ACTIONS
from workbench.core.program.settings import SETTINGS
from workbench.core.rules import RULES
from workbench.services.resources import contract

TABLE = contract()
PAGES = reference_pages(TABLE, RULES)


def section(page: str, title: str) -> str:
    """The text of one third-level section."""
    return PAGES[page].split(f"\n### {title}\n", 1)[1].split("\n### ", 1)[0]


def test_all_pages_are_written():
    assert set(PAGES) == {"interfaces.md", "rules.md", "settings.md", "actions.md"}
    assert all(text.startswith("# ") and text.endswith("\n") for text in PAGES.values())


def test_every_interface_has_a_section_with_its_parameters_and_returns():
    for entry in TABLE:
        text = section("interfaces.md", entry.name)
        assert entry.summary in text
        assert entry.required_when in text
        for parameter in entry.parameters:
            assert f"| `{parameter.name}` |" in text
        for field in entry.return_fields:
            assert f"| `{field.field}` |" in text


def test_every_rule_has_a_section_once():
    for row in RULES:
        assert PAGES["rules.md"].count(f"\n### {row.id}\n") == 1
        text = section("rules.md", row.id)
        assert row.title in text
        assert row.app_connect_does in text
        assert row.mend in text


def test_an_interface_lists_its_rules():
    assert "`create-call-log/log-id-missing` (error)" in section("interfaces.md", "createCallLog")


def test_definitions_are_written_out():
    assert "| `messageType` | text |" in section("interfaces.md", "ReturnMessage")


def test_every_setting_has_a_section():
    for row in SETTINGS:
        text = section("settings.md", row.key)
        assert row.description in text
        assert f"- In the window: {row.title}" in text
        for choice in row.choices:
            assert f"`{choice.value}`" in text
    assert "a whole number from 1 to 100000 calls" in section("settings.md", "exchange_cap")
    assert "- Default: no limit" in section("settings.md", "history_days")


def test_every_action_has_a_row_with_its_keys():
    for row in ACTIONS:
        assert f"| `{row.id}` | {row.shortcut.replace('Return', 'Enter')} |" in PAGES["actions.md"]
    assert "| Fire | `fire` | Ctrl+Enter | with an open adapter |" in PAGES["actions.md"]


def test_tables_stay_tables():
    for text in PAGES.values():
        for block in text.split("\n\n"):
            lines = block.splitlines()
            if lines and lines[0].startswith("| "):
                assert len({line.replace("\\|", "").count("|") for line in lines}) == 1, lines[0]


def test_schemas_in_words():
    assert schema_words({"type": ["string", "null"]}, TABLE) == "text or null"
    assert schema_words({"enum": ["oauth", "apiKey"]}, TABLE) == "one of oauth, apiKey"
    assert schema_words({"type": "array", "items": {"$ref": "#/$defs/Option"}}, TABLE) == "list of Option"
    assert schema_words({"const": "createNewContact"}, TABLE) == '"createNewContact"'
    assert schema_words({}, TABLE) == "anything"
