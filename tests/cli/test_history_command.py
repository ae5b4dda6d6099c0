"""`workbench history` takes the filters of the window, also after a shell has taken their quotes away."""

from __future__ import annotations

import asyncio
import json

import pytest
from builders_invocations import invocation

from workbench.cli.main import run
from workbench.core.document import invocation_document
from workbench.services.history import History
from workbench.services.places import history_path


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
