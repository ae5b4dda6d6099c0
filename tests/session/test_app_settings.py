"""Settings given for a connection are stored through App Connect's own route, with the adapter's say in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders_open_adapter import USER, AdapterThrowsError, open_functions

from workbench.core.contract.eras import SeenEra
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.errors import UsageError
from workbench.core.server.app_settings import AppSettings
from workbench.core.server.identity import hashed_id
from workbench.session.app_settings import apply, held, settle
from workbench.session.open_adapter import Firing, OpenAdapter
from workbench.session.workspace import FILE_NAME, own_path, read_workspace, write_workspace

ACCOUNT = hashed_id("rc-9", SERVER_VARIABLES["HASH_KEY"])
TINT = {"tint": {"value": "teal"}}


def stored(adapter: OpenAdapter) -> Any:
    """The user's settings as they are kept."""
    assert adapter.connection is not None
    return adapter.connection.user["userSettings"]


async def spy(*, settings: Any = None, **functions: Callable[..., Any]) -> OpenAdapter:
    """A connected adapter whose user has these settings."""
    adapter, runtime, _ = await open_functions(functions, user={**USER, "userSettings": settings or {}})
    adapter.calls = runtime.called  # type: ignore[attr-defined]
    return adapter


async def test_without_the_hook_settings_are_stored_as_they_are() -> None:
    adapter = await spy(settings={"pace": {"value": 2}})
    applied = await apply(adapter, AppSettings(TINT))
    assert (applied.refusal, applied.notes) == ("", ())
    assert stored(adapter) == {"pace": {"value": 2}, **TINT}


@pytest.mark.parametrize(
    ("answer", "kept", "words"),
    [
        ({"successful": True}, True, ""),
        (
            {"successful": False, "returnMessage": {"message": "No such tint", "messageType": "warning"}},
            False,
            "No such tint",
        ),
        ({"successful": False}, False, "no reason"),
        ({"returnMessage": {"message": "Forgot to say so"}}, False, "Forgot to say so"),
        (None, False, "destructure"),
    ],
)
async def test_the_hook_decides_and_its_message_is_told(answer: Any, kept: bool, words: str) -> None:
    seen: list[Any] = []

    def hook(*given: Any) -> Any:
        seen.append(given)
        return answer

    adapter = await spy(settings={"pace": {"value": 2}}, onUpdateUserSettings=hook)
    applied = await apply(adapter, AppSettings(TINT))
    assert words in applied.refusal
    assert bool(applied.refusal) is not kept
    assert ("tint" in stored(adapter)) is kept
    ((given,),) = seen
    assert given["userSettings"] == TINT
    assert given["updatedSettings"] == {"pace": {"value": 2}, **TINT}


async def test_a_hook_that_throws_stores_nothing() -> None:
    def hook(*_: Any) -> Any:
        raise AdapterThrowsError("the sheet is gone", 404)

    adapter = await spy(onUpdateUserSettings=hook)
    assert "the sheet is gone" in (await apply(adapter, AppSettings(TINT))).refusal
    assert stored(adapter) == {}


async def test_what_is_stored_already_is_sent_only_when_it_was_asked_for() -> None:
    calls: list[Any] = []
    adapter = await spy(settings=TINT, onUpdateUserSettings=lambda *_: calls.append(1) or {"successful": True})
    await apply(adapter, AppSettings(TINT))
    assert not calls
    await apply(adapter, AppSettings(TINT), anew=("tint",))
    assert len(calls) == 1


async def test_an_administrators_settings_reach_the_user_and_lock_theirs() -> None:
    adapter = await spy(settings={"tint": {"value": "mine"}, "font": {"value": "mine"}, "own": {"value": 1}})
    admin = {
        "userSettings": {
            "tint": {"value": "red", "customizable": False},
            "font": {"value": "mono", "customizable": True},
            "pace": {"value": 3, "customizable": True},
        },
        "userMappings": [{"crmUserId": "5", "rcExtensionId": ["62000101"]}],
    }
    applied = await apply(adapter, AppSettings({"tint": {"value": "blue"}, "own": {"value": 2}}, admin))
    assert "tint is set by the administrator" in applied.notes[0]
    assert {name: entry["value"] for name, entry in stored(adapter).items()} == {
        "tint": "red",
        "font": "mine",
        "pace": 3,
        "own": 2,
    }
    assert adapter.stores.admin_configs[ACCOUNT]["userMappings"] == admin["userMappings"]
    assert held(adapter).admin == admin


async def test_what_an_administrator_removed_is_not_given_to_users() -> None:
    adapter = await spy()
    await apply(adapter, AppSettings({}, {"userSettings": {"tint": {"value": "red", "isRemoved": True}}}))
    assert stored(adapter) == {}


async def test_settings_can_be_removed() -> None:
    adapter = await spy(settings={**TINT, "pace": {"value": 2}})
    await apply(adapter, AppSettings(), gone=("pace",))
    assert stored(adapter) == TINT


@pytest.mark.parametrize("era", ["seed", "mid", "head"])
async def test_every_server_takes_settings(era: str) -> None:
    adapter = await spy()
    adapter.called_as = SeenEra(era)
    assert (await apply(adapter, AppSettings(TINT))).refusal == ""
    assert stored(adapter) == TINT


async def test_nobody_who_is_logged_in_means_nothing_to_store() -> None:
    adapter, _, _ = await open_functions({}, user=None)
    assert (await apply(adapter, AppSettings(TINT))).refusal == ""


async def test_the_user_stays_a_row_that_the_adapter_writes() -> None:
    def create(given: Any, *_: Any) -> Any:
        return {"logId": given["user"].kind, "returnMessage": {"message": "ok", "messageType": "success", "ttl": 1}}

    adapter = await spy(createCallLog=create)
    await apply(adapter, AppSettings(TINT))
    invocation = await adapter.fire(Firing("createCallLog", request={"logInfo": {"accountId": "1"}}))
    assert invocation.outcome.value["logId"] == "user"
    assert next(each.value for each in invocation.arguments if each.name == "user")["userSettings"] == TINT


async def test_files_come_first_and_what_is_given_goes_over_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE_NAME).write_text(
        '[settings]\ntint = "red"\npace = 2\nfont = { value = "mono", options = ["mono"] }\n'
        '[admin]\nlane = "fast"\n"gate!" = true\n[[admin.userMappings]]\ncrmUserId = "5"\nrcExtensionId = ["101"]\n'
    )
    own = own_path(tmp_path)
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("[settings]\npace = 3\n")
    adapter = await spy()
    await settle(adapter, AppSettings(TINT))
    values = {name: entry["value"] for name, entry in stored(adapter).items()}
    assert values == {"tint": "teal", "pace": 3, "font": "mono", "lane": "fast", "gate": True}
    assert stored(adapter)["font"]["options"] == ["mono"]
    assert held(adapter).admin["userSettings"]["gate"] == {"customizable": False, "value": True}
    assert held(adapter).admin["userMappings"] == [{"crmUserId": "5", "rcExtensionId": ["101"]}]


async def test_later_administrators_settings_leave_earlier_ones() -> None:
    adapter = await spy()
    await settle(adapter, AppSettings({}, {"userSettings": {"tint": {"value": "red"}}, "userMappings": [1]}))
    await settle(adapter, AppSettings({}, {"userSettings": {"pace": {"value": 1}}}))
    assert held(adapter).admin == {
        "userSettings": {"tint": {"value": "red"}, "pace": {"value": 1}},
        "userMappings": [1],
    }


def test_a_written_file_holds_what_was_read(tmp_path: Path) -> None:
    text = '[settings]\nday = 2026-11-24\n[admin]\ntint = {value = "red", customizable = false}\n'
    (tmp_path / FILE_NAME).write_text(text)
    read = read_workspace(tmp_path)
    assert read.settings == {"day": "2026-11-24"}
    write_workspace(tmp_path, read)
    assert read_workspace(tmp_path) == read


@pytest.mark.parametrize("text", ['settings = "x"\n', "admin = [1]\n"])
def test_tables_that_are_none_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(UsageError) as caught:
        read_workspace(tmp_path)
    assert "settings" in caught.value.hint
