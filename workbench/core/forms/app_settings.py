"""The pages on which a user and an administrator set App Connect up, as forms (manifest.md section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from workbench.core.forms.from_manifest import setting_fields
from workbench.core.forms.items import MAPPING
from workbench.core.forms.model import Choice, Field, FieldGroup, FieldKind
from workbench.core.manifest import Platform, SettingsSection
from workbench.core.manifest.user_settings import Entry, entry_of, setting_of
from workbench.core.server.app_settings import USER_MAPPINGS, USER_SETTINGS
from workbench.core.values import UNDEFINED, Json, Value

OTHERS: Final = "others"
"""Path of the settings that no manifest describes: an object of values or entries by id."""

FREE, LOCKED, REMOVED = "free", "locked", "removed"

_VALUE, _USERS = ".value", ".users"
_RULES: Final = ("customizable", "isRemoved")

_OTHERS: Final = FieldGroup(
    "Other settings",
    (
        Field(
            OTHERS,
            "Settings by id",
            FieldKind.OBJECT,
            help='Settings that the manifest does not describe, such as {"addCallLogNote": false}.',
        ),
    ),
)
_WHO_IS_WHO: Final = FieldGroup(
    "Users",
    (
        Field(
            USER_MAPPINGS,
            "User mappings",
            FieldKind.LIST,
            help="Which extension is which user of the CRM; server-side logging finds a log's owner by them.",
            item=MAPPING,
        ),
    ),
)
_MAY: Final = (
    Choice(FREE, "can change it"),
    Choice(LOCKED, "cannot change it"),
    Choice(REMOVED, "do not see it"),
)


def user_page(platform: Platform | None) -> tuple[FieldGroup, ...]:
    """What a user sees."""
    return (*_groups(platform.user_pages if platform else ()), _OTHERS)


def admin_page(platform: Platform | None) -> tuple[FieldGroup, ...]:
    """What an administrator sees: each setting with what users may do about it, and who is who."""
    groups = _groups(platform.admin_pages if platform else ())
    ruled = (replace(group, fields=tuple(_ruled(group.fields))) for group in groups)
    return (*ruled, _WHO_IS_WHO, _OTHERS)


def id_of(path: str) -> str:
    """The setting of a field's path; empty for a field that is none's."""
    for end in (_VALUE, _USERS):
        if path.startswith(f"{USER_SETTINGS}.") and path.endswith(end):
            return path.removeprefix(f"{USER_SETTINGS}.").removesuffix(end)
    return ""


def shown_values(page: Iterable[FieldGroup], entries: Mapping[str, Entry], **columns: Json) -> dict[str, Json]:
    """What the fields of a page show of stored entries, by path; `columns` of an administrator's are by name."""
    found = dict(columns)
    known = {id_of(field.path) for group in page for field in group.fields if id_of(field.path)}
    for group in page:
        for field in group.fields:
            entry = entries.get(id_of(field.path))
            if isinstance(entry, dict) and field.path.endswith(_USERS):
                found[field.path] = _rule(entry)
            elif isinstance(entry, dict) and "value" in entry:
                found[field.path] = entry["value"]
    others = {name: entry for name, entry in entries.items() if name not in known}
    return {**found, OTHERS: others} if others else found


def typed_entries(
    platform: Platform | None, values: Mapping[str, Value], before: Mapping[str, Entry], *, ruled: bool
) -> dict[str, Entry]:
    """The entries that the fields' values stand for; what is emptied is left out.

    Members that the page does not show stay as they were. `ruled` says whether each entry tells what users may do.
    Raises UsageError for a value that a setting cannot have.
    """
    found: dict[str, Entry] = {}
    for path, value in values.items():
        name = id_of(path)
        if name and path.endswith(_VALUE) and value is not UNDEFINED:
            kept = before.get(name, {})
            is_new = "value" not in kept or kept["value"] != value
            found[name] = {**kept, **(entry_of(platform, name, {"value": value}) if is_new else {})}
    others = values.get(OTHERS)
    for name, given in (others if isinstance(others, dict) else {}).items():
        found[name] = entry_of(platform, name, given)
        if ruled:
            found[name] = {"customizable": True, **found[name]}
    for path, value in values.items():
        name = id_of(path)
        if path.endswith(_USERS) and name and (name in found or value == REMOVED):
            others = {key: each for key, each in found.get(name, {}).items() if key not in _RULES}
            may = {"isRemoved": True} if value == REMOVED else {"customizable": value != LOCKED}
            found[name] = {**others, **may}
    if ruled:
        found = {name: entry if _is_ruled(entry) else {**entry, "customizable": True} for name, entry in found.items()}
    return found


def starts_with(platform: Platform | None, path: str) -> Json:
    """What the manifest begins a field with; None for nothing."""
    setting = setting_of(platform, id_of(path)) if path.endswith(_VALUE) else None
    return None if setting is None or setting.default in ("", []) else setting.default


def _groups(sections: Iterable[SettingsSection]) -> tuple[FieldGroup, ...]:
    return tuple(FieldGroup(section.name or section.id, setting_fields(section)) for section in sections)


def _ruled(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        name = id_of(field.path)
        if name:
            about = f"What users may do about {field.label}."
            yield Field(f"{USER_SETTINGS}.{name}{_USERS}", "Users", FieldKind.CHOICE, help=about, choices=_MAY)


def _is_ruled(entry: Entry) -> bool:
    return any(name in entry for name in _RULES)


def _rule(entry: Entry) -> str:
    if entry.get("isRemoved"):
        return REMOVED
    return FREE if entry.get("customizable") else LOCKED
