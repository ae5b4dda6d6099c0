"""One session for days: ten thousand firings and five hundred reloads, over a stored connection, with history on disk.

Part of every run with a few. WORKBENCH_SOAK=full has all of them, and prints what was held at each step.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders_acme import CANARIES, Acme, acme_adapter, acme_crm
from builders_vault import MemoryKeychain

from workbench.core.run.firing import Firing
from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.hosts import HostMap
from workbench.services.connections import ConnectionStore
from workbench.services.history import History
from workbench.services.keychain import Keychain
from workbench.services.vault import SealedVault
from workbench.session.login import Credentials, login
from workbench.session.open_adapter import OpenAdapter
from workbench.session.session import Session

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(sys.platform != "linux", reason="what is held is read in /proc"),
    pytest.mark.timeout(3600),
]

FULL = os.environ.get("WORKBENCH_SOAK") == "full"
FIRINGS, RELOADS = (10_000, 500) if FULL else (100, 10)
STEPS = 10
GROWTH = 1.2
"""At the end, against the first step, after which everything has been used once."""
FLAT = 1.05
"""At the end, against the middle."""
SPARE = 4
"""Descriptors, threads, tasks and files that may come and go."""


@dataclass(frozen=True)
class Held:
    """What the workbench and its child hold at a moment."""

    memory: float
    """MiB, both together."""
    descriptors: int
    threads: int
    tasks: int
    spooled: int
    """Temporary files."""
    children: int

    def __str__(self) -> str:
        return (
            f"{self.memory:7.1f} MiB, {self.descriptors} descriptors, {self.threads} threads, {self.tasks} tasks, "
            f"{self.spooled} spooled, {self.children} children"
        )


def children(process: int) -> list[int]:
    return [
        int(each)
        for thread in Path(f"/proc/{process}/task").iterdir()
        for each in (thread / "children").read_text().split()
    ]


def held(spool: Path) -> Held:
    gc.collect()
    programs = children(os.getpid())
    pages = 0
    for process in (os.getpid(), *programs):
        pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return Held(
        pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024,
        len(list(Path("/proc/self/fd").iterdir())),
        threading.active_count(),
        len(asyncio.all_tasks()),
        sum(1 for each in spool.rglob("*") if each.is_file()),
        len(programs),
    )


async def steps(name: str, count: int, spool: Path, once: Callable[[], Awaitable[None]]) -> None:
    """Do it `count` times, and look at what is held after each step."""
    seen: list[Held] = []
    for _ in range(STEPS):
        for _ in range(count // STEPS):
            await once()
        seen.append(held(spool))
    print(f"\n{count} {name}")
    for place, each in enumerate(seen, start=1):
        print(f"  {place * count // STEPS:>6}: {each}")
    first, middle, last = seen[0], seen[len(seen) // 2], seen[-1]
    print(f"  memory grew by {last.memory / first.memory:.3f}, in the second half by {last.memory / middle.memory:.3f}")
    assert last.memory <= GROWTH * first.memory, seen
    assert not FULL or last.memory <= FLAT * middle.memory, seen
    for member in ("descriptors", "threads", "tasks", "spooled", "children"):
        assert getattr(last, member) <= getattr(first, member) + SPARE, (member, seen)


@pytest.fixture
def crm() -> Iterator[Acme]:
    with acme_crm() as running:
        yield running


async def connected(session: Session, folder: Path) -> OpenAdapter:
    opened = await session.open(str(acme_adapter(folder, by_oauth=False)))
    fields = {"apiKey": CANARIES["api-key"], "password": CANARIES["password-field"]}

    async def nobody(url: str, redirect_uri: str) -> str:
        raise AssertionError(url, redirect_uri)

    await login(opened, Credentials(fields=fields), nobody)
    await session.connections.save(opened)
    return opened


@dataclass
class Soaked:
    """A session with an open adapter that is logged in."""

    session: Session
    opened: OpenAdapter
    crm: Acme
    temporary: Path

    async def fire(self) -> None:
        self.crm.requests.clear()
        fired = await self.opened.fire(Firing("findContact", request={"phoneNumber": "+12025550144"}))
        assert fired.outcome.kind is OutcomeKind.RETURNED, fired.outcome

    async def reload(self) -> None:
        await self.session.take_settings(self.opened)
        await self.opened.start()
        await self.fire()


@pytest.fixture
async def soaked(tmp_path: Path, crm: Acme, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Soaked]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    async with Session(
        emit=lambda event: None,
        history=History(tmp_path / "history.sqlite3"),
        maps=(HostMap("api.acme.test", f"http://127.0.0.1:{crm.port}"),),
        vault=SealedVault(tmp_path / "vault.sealed", Keychain(MemoryKeychain)),
        connections=ConnectionStore(tmp_path / "connections.sqlite3"),
    ) as session:
        yield Soaked(session, await connected(session, tmp_path / "acme"), crm, temporary)


async def test_firings_pile_up_nothing(soaked: Soaked) -> None:
    before = await soaked.session.history.count()
    await steps("firings", FIRINGS, soaked.temporary, soaked.fire)
    assert await soaked.session.history.count() == before + FIRINGS


async def test_reloads_pile_up_nothing(soaked: Soaked) -> None:
    before = await soaked.session.history.count()
    await steps("reloads", RELOADS, soaked.temporary, soaked.reload)
    assert await soaked.session.history.count() == before + RELOADS
