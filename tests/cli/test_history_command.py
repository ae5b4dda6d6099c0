"""`workbench history` takes the filters of the window, also after a shell has taken their quotes away."""

from __future__ import annotations

import asyncio
import json

import pytest
from builders_invocations import invocation

from workbench.cli.main import run
from workbench.core.program.settings import HISTORY_DAYS, HISTORY_ROWS
from workbench.core.run.document import invocation_document
from workbench.services.history import History
from workbench.services.places import history_path
from workbench.services.settings import Settings, save_settings, settings_path


@pytest.fixture(autouse=True)
def _filled() -> None:
    async def fill() -> None:
        history = History(history_path())
        for number, adapter in enumerate(("my crm", "other")):
            fired = invocation(id=f"n{number}", adapter=adapter, duration_ms=900 * number)
            await history.add(invocation_document(fired, None, wire=True), f"logId {number}")
        await history.close()

    asyncio.run(fill())


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ([], ["n1", "n0"]),
        (["took:>500ms"], ["n1"]),
        (["adapter:my crm"], ["n0"]),
        (["logid 1"], ["n1"]),
        (["took:>500ms status:2xx"], ["n1"]),
        (["status:2xx", "interface:createCallLog", "0"], ["n0"]),
    ],
)
def test_filters(words: list[str], ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["invocations"]
    assert [each["id"] for each in found] == ids
    assert all(each["pinned"] is False for each in found)


def test_a_mistake_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "verdit:failed"]) == 2
    said = capsys.readouterr().err
    assert "no field verdit, at character 1" in said
    assert "verdict" in said


def ids(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run(["history", "--json"]) == 0
    return [each["id"] for each in json.loads(capsys.readouterr().out)["invocations"]]


def test_trimming_keeps_what_the_settings_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "--trim", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": 0}
    save_settings(settings_path(), Settings().with_value(HISTORY_ROWS, 1))
    assert run(["history", "--trim", "--yes"]) == 0
    assert capsys.readouterr().out == "Forgotten: 1 run.\n"
    assert ids(capsys) == ["n1"]
    save_settings(settings_path(), Settings().with_value(HISTORY_ROWS, 0).with_value(HISTORY_DAYS, 3))
    assert run(["history", "--trim", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": 1}
    save_settings(settings_path(), Settings().with_value(HISTORY_ROWS, 0))
    assert run(["history", "--trim"]) == 0
    assert "no limit" in capsys.readouterr().out


def test_forgetting_asks_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["history", "--forget"]) == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda *_: "n")
    assert run(["history", "--forget"]) != 0
    capsys.readouterr()
    assert ids(capsys) == ["n1", "n0"]
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda *_: "y")
    assert run(["history", "--forget"]) == 0
    assert "Forgotten: 2 runs." in capsys.readouterr().out
    assert ids(capsys) == []


def test_a_filter_is_never_taken_for_what_to_forget(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "verdict:failed", "--forget", "--yes"]) == 2
    assert "no filter" in capsys.readouterr().err
    assert ids(capsys) == ["n1", "n0"]


def test_a_broken_history_is_put_aside_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    history_path().write_bytes(b"no database" * 500)
    assert run(["history"]) == 0
    said = capsys.readouterr()
    assert "Nothing was fired yet" in said.out
    assert "History begins anew" in said.err
    assert list(history_path().parent.glob("history.broken-*.sqlite3"))


def test_firing_into_a_broken_history_says_so_and_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    history_path().write_bytes(b"no database" * 500)
    assert run(["fire", "harbor-python", "getAuthType", "--json"]) == 0
    assert "History begins anew" in capsys.readouterr().err
    assert len(ids(capsys)) == 1
