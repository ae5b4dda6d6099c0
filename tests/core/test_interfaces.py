"""The contract's interfaces as data: complete, typed, found by either spelling."""

from __future__ import annotations

import pytest

from workbench.core.contract.eras import ERA_NAMES
from workbench.core.contract.interfaces import (
    GROUPS,
    CrmCalls,
    InterfaceTable,
    snake_case,
)
from workbench.core.errors import UsageError
from workbench.core.interfaces import life_of_core, rows
from workbench.services.resources import contract


@pytest.fixture(scope="module")
def table() -> InterfaceTable:
    return contract()


def test_every_interface_of_the_data_has_a_row_and_the_other_way_round(table):
    assert len(table) == 32
    assert set(rows()) == set(table.names)
    assert len(rows()) == 32


def test_the_eleven_are_those_of_the_data_in_the_order_of_a_life(table):
    assert {entry.name for entry in table if entry.core11} == set(life_of_core())
    assert life_of_core() == (
        "getAuthType",
        "getOauthInfo",
        "findContact",
        "findContactWithName",
        "createContact",
        "createCallLog",
        "getCallLog",
        "updateCallLog",
        "createMessageLog",
        "updateMessageLog",
        "unAuthorize",
    )
    assert list(rows())[-1] == "unAuthorize"


def test_groups_hold_every_interface_once_in_display_order(table):
    groups = table.groups()
    assert [title for title, _ in groups] == [title for _, title in GROUPS]
    names = [entry.name for _, members in groups for entry in members]
    assert sorted(names) == sorted(table.names)
    calls = dict(groups)["Call logging"]
    assert [entry.name for entry in calls if entry.core11] == ["createCallLog", "getCallLog", "updateCallLog"]


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("createCallLog", "create_call_log"),
        ("getOauthInfo", "get_oauth_info"),
        ("getOverridingOAuthOption", "get_overriding_oauth_option"),
        ("unAuthorize", "un_authorize"),
    ],
)
def test_python_spelling(table, name, snake):
    assert snake_case(name) == snake
    assert table[snake].name == name
    assert table[name].snake_name == snake


def test_python_spellings_are_unique(table):
    assert len({entry.snake_name for entry in table}) == 32


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("findContactWithNames", "findContactWithName"),
        ("find_contct", "findContact"),
        ("createcalllog", "createCallLog"),
        ("helper", ""),
    ],
)
def test_nearest_name(table, wrong, near):
    assert table.nearest(wrong) == near


def test_an_unknown_name_says_what_was_probably_meant(table):
    with pytest.raises(UsageError) as caught:
        table["createCallLogs"]
    assert caught.value.code == "unknown-interface"
    assert "createCallLog?" in caught.value.hint
    assert "createCallLogs" not in table
    assert "createCallLog" in table


@pytest.mark.parametrize(
    ("name", "era", "variant", "count"),
    [
        ("createCallLog", "head", "", 19),
        ("createCallLog", "mid", "", 9),
        ("createCallLog", "seed", "", 8),
        ("updateCallLog", "head", "", 26),
        ("updateCallLog", "head", "async_plugin_callback", 23),
        ("createMessageLog", "head", "", 17),
        ("createMessageLog", "head", "shared", 7),
        ("createMessageLog", "mid", "", 8),
        ("getOauthInfo", "head", "operation", 4),
        ("getOauthInfo", "head", "login", 7),
        ("getOauthInfo", "mid", "operation", 2),
        ("getUserInfo", "head", "oauth", 12),
        ("getAuthType", "head", "", 2),
        ("getAuthType", "seed", "", 0),
        ("findContact", "head", "unknown", 8),
        ("postSaveUserInfo", "mid", "oauth", 2),
        ("listAppointments", "seed", "", 0),
        ("getLogFormatType", "head", "", 2),
        ("checkAndRefreshAccessToken", "head", "", 3),
        ("checkAndRefreshAccessToken", "seed", "", 0),
    ],
)
def test_key_sets(table, name, era, variant, count):
    assert len(table[name].keys(era, variant)) == count


def test_the_two_positional_interfaces(table):
    assert {entry.name for entry in table if entry.positional} == {"getLogFormatType", "checkAndRefreshAccessToken"}
    assert table["checkAndRefreshAccessToken"].keys() == ("oauthApp", "user", "tokenLockTimeout")


def test_keys_have_parameters_that_say_where_values_come_from(table):
    for entry in table:
        for key in entry.keys():  # noqa: SIM118 - a method of its own, not a mapping's
            parameter = entry.parameter(key)
            assert parameter.supplied, (entry.name, key)
            assert parameter.source, (entry.name, key)
    with pytest.raises(KeyError):
        table["findContact"].parameter("nothing")


def test_which_interfaces_exist_in_which_era(table):
    assert all(entry.exists_in("head") for entry in table)
    assert not table["getLogFormatType"].exists_in("mid")
    assert not table["listAppointments"].exists_in("seed")
    assert table["getAuthType"].exists_in("seed")
    assert table["getBasicAuth"].exists_in("seed")


def test_synchronous_answers(table):
    assert table["getBasicAuth"].synchronous_in == ERA_NAMES
    assert table["getAuthType"].synchronous_in == ("seed", "mid")
    assert table["createCallLog"].synchronous_in == ()


def test_whether_the_crm_is_called(table):
    assert table["getAuthType"].calls_crm is CrmCalls.NO
    assert table["findContact"].calls_crm is CrmCalls.YES
    assert table["unAuthorize"].calls_crm is CrmCalls.OPTIONAL


def test_definitions_are_resolved(table):
    assert table.resolve({"$ref": "#/$defs/Option"})["required"] == ["const", "title"]
    assert table.resolve({"type": "string"}) == {"type": "string"}


def test_return_fields(table):
    (field,) = (each for each in table["createCallLog"].return_fields if each.field == "logId")
    assert field.required
    assert table["getCallLog"].returning_nothing
