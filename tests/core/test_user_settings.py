"""What a user and an administrator set is typed by the manifest, merged as the server does it, and shown in forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders_stores import stores_of

from workbench.core.errors import UsageError
from workbench.core.forms import FieldKind
from workbench.core.forms.app_settings import (
    OTHERS,
    REMOVED,
    admin_page,
    shown_values,
    starts_with,
    typed_entries,
    user_page,
)
from workbench.core.manifest import Platform, SettingKind, parse_manifest
from workbench.core.manifest.user_settings import empty_settings, entry_of, setting_value, strange_names
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind
from workbench.core.server.answers import AdapterThrew
from workbench.core.server.app_settings import AppSettings, is_locked, merged_settings, read_settings, write_admin
from workbench.core.server.findings import settings_empty
from workbench.core.values import UNDEFINED

OFFICIAL = parse_manifest(json.loads((Path(__file__).parent.parent / "data/manifest-official.json").read_text("utf-8")))


def platform(*items: dict[str, Any], **others: Any) -> Platform:
    """A platform with one settings section, and whatever else."""
    section = {"id": "tern", "type": "section", "name": "Tern", "items": list(items)}
    data = {"name": "tern", "auth": {"type": "apiKey", "apiKey": {}}, "settings": [section], **others}
    return parse_manifest({"platforms": {"tern": data}}).platform()


TERN = platform(
    {"id": "hint", "type": "warning", "name": "Hint", "value": "Ask the office first"},
    {"id": "branch", "type": "inputField", "name": "Branch", "placeholder": "B-1"},
    {"id": "minutes", "type": "inputField", "name": "Least minutes", "defaultValue": 3},
    {"id": "billable", "type": "boolean", "name": "Billable", "defaultValue": True},
    {"id": "lane", "type": "option", "name": "Lane", "options": [{"id": 7, "name": "Fast"}, {"id": 9, "name": "Slow"}]},
    {"id": "plain", "type": "option", "name": "Plain", "options": ["red", "blue"]},
    {
        "id": "fields",
        "type": "option",
        "name": "Fields to search",
        "multiple": True,
        "required": True,
        "options": [{"id": "phone", "name": "Main"}, {"id": "mobile", "name": "Mobile"}],
    },
    {"id": "stage", "type": "option", "name": "Stage", "dynamicOptions": True, "options": [], "defaultValue": 2},
    {"id": "later", "type": "colourPicker", "name": "Later kind"},
    adminSettings=[{"id": "office", "type": "option", "name": "Office", "accountDataKey": "offices"}],
)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("branch", "0042", "0042"),
        ("branch", "true", "true"),
        ("branch", 12, "12"),
        ("minutes", "5", 5),
        ("minutes", "soon", "soon"),
        ("billable", "off", False),
        ("billable", "True", True),
        ("lane", "9", 9),
        ("lane", "fast", 7),
        ("lane", "", ""),
        ("plain", "blue", "blue"),
        ("fields", "mobile, Main", ["mobile", "phone"]),
        ("fields", '["phone"]', ["phone"]),
        ("stage", "14", 14),
        ("office", "o-2", "o-2"),
        ("later", "teal", "teal"),
        ("addCallLogNote", "false", False),
        ("unknown", "007", "007"),
        ("unknown", '{"a": 1}', {"a": 1}),
        ("unknown", "{no json", "{no json"),
    ],
)
def test_a_value_is_typed_by_its_setting(name: str, given: Any, value: Any) -> None:
    found = setting_value(TERN, name, given)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("billable", "perhaps", "Billable"),
        ("lane", "middle", "7 (Fast)"),
        ("fields", "phone, fax", "Fields to search"),
        ("fields", 3, "list"),
        ("hint", "x", "notice"),
        ("branch", True, "text"),
    ],
)
def test_what_a_setting_cannot_be_is_refused_in_its_manifests_words(name: str, given: Any, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        setting_value(TERN, name, given)
    assert words in f"{caught.value.message} {caught.value.hint}"


def test_a_whole_entry_can_be_given() -> None:
    assert entry_of(TERN, "lane", '{"value": "slow", "customizable": false}') == {"value": 9, "customizable": False}
    assert entry_of(None, "x", '{"colour": "red"}') == {"value": {"colour": "red"}}
    assert entry_of(None, "x", {"value": "1"}) == {"value": "1"}


def test_official_settings_take_their_own_defaults() -> None:
    for name in OFFICIAL.names:
        found = OFFICIAL.platform(name)
        for section in found.admin_pages:
            for item in section.items:
                if item.kind is SettingKind.WARNING or item.default in ("", None):
                    continue
                assert setting_value(found, item.id, item.default) == item.default, item.id


def test_what_an_administrator_gives_is_columns_and_settings() -> None:
    mappings = '[{"crmUserId": "5", "rcExtensionId": ["62000101"]}]'
    found = read_settings(
        TERN,
        {"lane": "fast"},
        {"userMappings": mappings, "branch": "B-7", "billable!": "no", "userSettings": {"plain": {"value": "red"}}},
    )
    assert found.user == {"lane": {"value": 7}}
    assert found.admin == {
        "userMappings": json.loads(mappings),
        "userSettings": {
            "branch": {"customizable": True, "value": "B-7"},
            "billable": {"customizable": False, "value": False},
            "plain": {"value": "red"},
        },
    }
    with pytest.raises(UsageError, match="userMappings is no JSON list"):
        read_settings(TERN, {}, {"userMappings": "x"})


def test_later_settings_go_over_earlier_ones_one_by_one() -> None:
    team = AppSettings(
        {"a": {"value": 1}, "b": {"value": 1}}, {"userSettings": {"x": {"value": 1}}, "userMappings": []}
    )
    mine = AppSettings({"b": {"value": 2}}, {"userSettings": {"y": {"value": 2}}})
    both = mine.over(team)
    assert both.user == {"a": {"value": 1}, "b": {"value": 2}}
    assert both.admin == {"userSettings": {"x": {"value": 1}, "y": {"value": 2}}, "userMappings": []}


@pytest.mark.parametrize(
    ("admin", "user", "merged"),
    [
        (None, {"a": {"value": 1, "own": 2}}, {"a": {"value": 1, "own": 2}}),
        (None, None, None),
        ({}, {"a": {"value": 1, "own": 2}}, {"a": {"customizable": True, "value": 1}}),
        ({"a": {"value": 0}}, None, {}),
        ({"a": {"value": 0}}, {"a": {"value": 1}}, {"a": {"value": 0}}),
        ({"a": {"value": 0, "customizable": True}}, {"a": {"value": 1}}, {"a": {"customizable": True, "value": 1}}),
        ({"a": {"value": 0, "customizable": True}}, {}, {"a": {"value": 0, "customizable": True}}),
        ({"a": {"value": 0, "isRemoved": True}}, {"a": {"value": 1}}, {}),
    ],
)
def test_an_administrators_value_wins_unless_users_may_choose(admin: Any, user: Any, merged: Any) -> None:
    assert merged_settings(admin, user) == merged


def test_earlier_servers_remove_nothing() -> None:
    removed = {"a": {"value": 0, "isRemoved": True}}
    assert merged_settings(removed, {}, "mid") == removed


def plugin(**config: Any) -> dict[str, Any]:
    return {"value": {"isAsync": False, "config": config}}


def test_a_plugins_config_is_merged_member_by_member() -> None:
    admin = {
        "plugin_x": {
            **plugin(
                locked={"value": "A"},
                free={"value": "B", "customizable": True},
                empty={"value": "C", "customizable": True},
            ),
            "customizable": True,
        }
    }
    user = {"plugin_x": plugin(locked={"value": "mine"}, free={"value": "mine"}, empty={"value": ""}, own={"value": 1})}
    config = merged_settings(admin, user)["plugin_x"]["value"]["config"]
    assert config["locked"] == {"value": "A"}
    assert config["free"] == {"value": "mine", "customizable": True}
    assert config["empty"]["value"] == "C"
    assert config["own"] == {"value": 1, "customizable": True}
    assert (
        merged_settings(admin, {"plugin_x": plugin()})["plugin_x"]["value"]["config"]
        == admin["plugin_x"]["value"]["config"]
    )
    assert merged_settings({}, {"plugin_x": plugin()}) == {}
    with pytest.raises(AdapterThrew):
        merged_settings({}, {"plugin_x": {"value": {}}})


def test_an_accounts_configuration_keeps_its_other_columns() -> None:
    stores = stores_of()
    write_admin(stores, "h", {"userMappings": [1], "id": "other", "strange": 2})
    write_admin(stores, "h", {"userSettings": {"a": {"value": 1}}})
    row = stores.admin_configs["h"]
    assert (row["id"], row["userMappings"], row["userSettings"]) == ("h", [1], {"a": {"value": 1}})
    assert list(stores.admin_configs) == ["h"]
    assert is_locked({"a": {"value": 1}}, "a")
    assert not is_locked({"a": {"value": 1, "customizable": True}}, "a")


def test_what_is_empty_is_what_has_neither_value_nor_default() -> None:
    assert [each.id for each in empty_settings(TERN, {})] == ["branch", "lane", "plain", "fields", "later", "office"]
    stored = {"branch": {"value": "B"}, "lane": {"value": 7}, "plain": {"value": "red"}, "later": {"value": ""}}
    assert [each.id for each in empty_settings(TERN, stored)] == ["fields", "later", "office"]


def test_slips_of_names_are_told() -> None:
    assert "branch" in " ".join(strange_names(TERN, ["brnach", "lane", "addCallLogNote"]))


def refusal(message: str, message_type: str = "warning") -> Outcome:
    said = {"message": message, "messageType": message_type, "ttl": 1}
    return Outcome(OutcomeKind.RETURNED, {"returnMessage": said})


@pytest.mark.parametrize(
    ("outcome", "named", "unnamed"),
    [
        (Outcome(OutcomeKind.THREW, error=AdapterError("TypeError", "no fields")), ["Fields to search"], ["Branch"]),
        (refusal("Choose a branch"), ["Fields to search", "Branch"], ["Lane"]),
        (refusal("Logged", "success"), [], ["Fields"]),
        (Outcome(OutcomeKind.RETURNED, {"logId": "1"}), [], ["Fields"]),
    ],
)
def test_what_an_adapter_lacks_is_named(outcome: Outcome, named: list[str], unnamed: list[str]) -> None:
    words = " ".join(
        finding.message for finding in settings_empty("createCallLog", TERN, {"userSettings": {}}, outcome)
    )
    assert all(each in words for each in named)
    assert not any(each in words for each in unnamed)


def test_where_an_adapter_speaks_of_settings_all_empty_ones_are_named() -> None:
    tern = platform({"id": "sheet", "type": "inputField", "name": "Sheet", "description": "Paste its address"})
    (finding,) = settings_empty("createCallLog", tern, {}, refusal("Open the settings page first", "danger"))
    assert "“Sheet” is not set" in finding.message
    assert "--setting sheet=" in finding.message
    assert "Paste its address" in finding.message
    filled = {"userSettings": {"sheet": {"value": "x"}}}
    assert not list(settings_empty("createCallLog", tern, filled, refusal("See the settings")))
    failed = refusal("The settings of server-side logging are not saved", "error")
    assert not list(settings_empty("updateServerLoggingSettings", tern, {}, failed))


def test_pages_are_forms_of_their_kinds() -> None:
    page = user_page(TERN)
    kinds = {field.path: field.kind for group in page for field in group.fields if field.path}
    assert kinds == {
        "userSettings.branch.value": FieldKind.TEXT,
        "userSettings.minutes.value": FieldKind.TEXT,
        "userSettings.billable.value": FieldKind.CHECKBOX,
        "userSettings.lane.value": FieldKind.CHOICE,
        "userSettings.plain.value": FieldKind.CHOICE,
        "userSettings.fields.value": FieldKind.CHOICES,
        "userSettings.stage.value": FieldKind.CHOICE,
        "userSettings.later.value": FieldKind.TEXT,
        OTHERS: FieldKind.OBJECT,
    }
    assert page[0].fields[0].label == "Ask the office first"
    assert starts_with(TERN, "userSettings.billable.value") is True
    titles = [group.title for group in admin_page(TERN)]
    assert titles == ["Tern", "For administrators", "Users", "Other settings"]


def test_a_hidden_section_is_the_administrators_alone() -> None:
    hidden = {"id": "s", "type": "section", "name": "Office", "items": [], "visibleToUsers": False}
    tern = parse_manifest({"platforms": {"tern": {"name": "tern", "settings": [hidden]}}}).platform()
    assert [group.title for group in user_page(tern)] == ["Other settings"]
    assert admin_page(tern)[0].title == "Office"


def test_forms_become_entries_and_back() -> None:
    stored = {
        "branch": {"value": "B-1", "customizable": False},
        "lane": {"value": 7, "customizable": True, "options": ["kept"]},
        "plain": {"isRemoved": True},
        "strange": {"value": 1, "customizable": True},
    }
    values: dict[str, Any] = dict(shown_values(admin_page(TERN), stored))
    assert values["userSettings.branch.users"] == "locked"
    assert typed_entries(TERN, values, stored, ruled=True) == stored
    values |= {
        "userSettings.branch.value": UNDEFINED,
        "userSettings.minutes.value": "5",
        "userSettings.lane.users": REMOVED,
        OTHERS: {"addCallLogNote": False},
    }
    assert typed_entries(TERN, values, stored, ruled=True) == {
        "lane": {"value": 7, "options": ["kept"], "isRemoved": True},
        "minutes": {"value": 5, "customizable": True},
        "plain": {"isRemoved": True},
        "addCallLogNote": {"value": False, "customizable": True},
    }
