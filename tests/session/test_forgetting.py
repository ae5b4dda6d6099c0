"""What is kept of the user is counted, and each part is forgotten by itself, without a trace in its files."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from builders_invocations import invocation

from workbench.core.errors import WorkbenchError
from workbench.core.run.document import invocation_document
from workbench.core.run.events import Event
from workbench.services.connections import ConnectionStore
from workbench.services.drafts import DraftKey, DraftStore, drafts_path
from workbench.services.history import History
from workbench.services.places import connections_path, history_path, pending_logins_path
from workbench.services.settings import Recent, Settings
from workbench.session.forgetting import Part, forget, kept
from workbench.session.harbor import HarborConsent, harbor_credentials
from workbench.session.login import login
from workbench.session.session import Session

CHOSEN = Settings().with_recent(Recent("/a", "a")).with_trusted("/a")


@pytest.fixture
async def session() -> AsyncIterator[Session]:
    """A session on files of its own, with something of every part."""

    def emit(_event: Event) -> None:
        """Nobody listens."""

    made = Session(emit=emit, history=History(history_path()), connections=ConnectionStore(connections_path()))
    for number in range(3):
        fired = invocation(id=f"n{number}")
        await made.history.add(invocation_document(fired, None, wire=True), "a-summary-of-the-run")
    await made.history.pin("n0", pinned=True)
    DraftStore(drafts_path()).save(DraftKey("a"), {"findContact": {"note": "typed-by-the-user"}})
    yield made
    await made.close()


def words(found: object) -> dict[Part, str]:
    return {each.part: each.count for each in found}  # type: ignore[attr-defined]


async def test_every_part_is_counted(session: Session) -> None:
    found = await kept(session, CHOSEN)
    assert words(found) == {
        Part.HISTORY: "3 runs, 1 of them pinned",
        Part.CONNECTIONS: "0 connections",
        Part.INPUTS: "1 input",
        Part.ADAPTERS: "1 folder, 1 recent adapter",
    }
    sizes = {each.part: each.bytes for each in found}
    assert sizes[Part.HISTORY] > 10_000
    assert sizes[Part.INPUTS] > 1000
    assert words(await kept(session, Settings()))[Part.ADAPTERS] == "0 folders, 0 recent adapters"


async def test_one_part_goes_and_the_others_stay(session: Session) -> None:
    gone: list[Part] = []
    await forget(session, [Part.INPUTS], lambda: pytest.fail("not asked for"), gone.append)
    assert gone == [Part.INPUTS]
    assert b"typed-by-the-user" not in drafts_path().read_bytes()
    found = words(await kept(session, CHOSEN))
    assert (found[Part.INPUTS], found[Part.HISTORY]) == ("0 inputs", "3 runs, 1 of them pinned")


async def test_everything_goes(session: Session) -> None:
    adapter = await session.open("harbor-python")
    crm = await session.harbor()
    await login(adapter, harbor_credentials(crm), HarborConsent(crm))
    await session.connections.save(adapter)
    assert words(await kept(session, CHOSEN))[Part.CONNECTIONS] == "1 connection"
    pending_logins_path().parent.mkdir(parents=True, exist_ok=True)
    pending_logins_path().write_text("{}", encoding="utf-8")
    broken = history_path().with_name("history.broken-20260101-000000.sqlite3")
    broken.write_bytes(b"x" * 5_000_000)
    assert (await kept(session, CHOSEN))[0].bytes > 5_000_000
    lists: list[str] = []
    await forget(session, Part, lambda: lists.append("emptied"), lambda _part: None)
    assert lists == ["emptied"]
    found = words(await kept(session, CHOSEN.without_adapters()))
    assert found == {
        Part.HISTORY: "0 runs",
        Part.CONNECTIONS: "0 connections",
        Part.INPUTS: "0 inputs",
        Part.ADAPTERS: "0 folders, 0 recent adapters",
    }
    assert adapter.connection is None
    assert not pending_logins_path().exists()
    assert not broken.exists()
    assert b"a-summary-of-the-run" not in history_path().read_bytes()


async def test_what_went_before_a_failure_is_told(session: Session) -> None:
    with closing(sqlite3.connect(drafts_path())) as database:
        database.execute("PRAGMA user_version = 99")
    gone: list[Part] = []
    with pytest.raises(WorkbenchError, match="newer workbench"):
        await forget(session, Part, lambda: None, gone.append)
    assert gone == [Part.HISTORY, Part.CONNECTIONS]
