"""createCallLog fired as App Connect's server would call it, beside the same call of the bare runtime.

The adapter does nothing and calls no CRM, so the difference is what the session adds: the helpers that are asked
before (auth type, header, log format), the composed text, judging, the answer, and history on disk. One firing goes
over a connection in memory, one over a stored one, whose rows are written to its file and whose secrets lie in a vault.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from adapters import ignore, running
from builders_vault import MemoryKeychain
from measure import Row, medians

from workbench.core.arguments import positional
from workbench.core.connection.connection import Connection
from workbench.core.connection.user import StoredUser
from workbench.core.contract.fitting import Fit, fitted
from workbench.core.contract.samples import find_sample
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import OutcomeKind
from workbench.core.server.sql import Parameters, SqlResult
from workbench.core.values import USER
from workbench.runtimes.protocol import Call
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.connections import ConnectionStore
from workbench.services.history import History
from workbench.services.keychain import Keychain
from workbench.services.resources import sample_payloads
from workbench.services.vault import SealedVault
from workbench.session.open_adapter import OpenAdapter
from workbench.session.session import Session

ROUNDS = 200
WARM_UP = 30
ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.getLogFormatType = () => 'text/plain';
exports.createCallLog = async () => ({
  logId: 'L-1', returnMessage: { message: 'Logged', messageType: 'success', ttl: 2000 },
});
exports.updateCallLog = async () => ({});
"""
WHO: StoredUser = {
    "id": "1-bench",
    "platform": "bench",
    "hostname": "acme.crm.example.test",
    "accessToken": "key",
    "timezoneOffset": "-06:00",
    "platformAdditionalInfo": {},
    "userSettings": {},
}


class TimedDatabase(AppConnectDatabase):
    """Adds up what its statements take."""

    spent = 0.0
    """Seconds."""

    def execute(self, sql: str, parameters: Parameters = None, method: str = "all") -> SqlResult:
        began = time.perf_counter()
        try:
            return super().execute(sql, parameters, method)
        finally:
            self.spent += time.perf_counter() - began


async def create_call_log() -> list[Row]:
    """The firings beside the bare call, and what the store takes of them."""
    request = fitted(find_sample("call-inbound", "createCallLog", sample_payloads()), Fit("bench", time.time()))
    firing = Firing("createCallLog", request=request, is_sample=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.js"
        file.write_text(ADAPTER, encoding="utf-8")
        vault = SealedVault(Path(folder) / "vault.sealed", Keychain(MemoryKeychain))
        connections = ConnectionStore(Path(folder) / "connections.db")
        session = Session(
            emit=ignore, history=History(Path(folder) / "history.db"), vault=vault, connections=connections
        )
        async with session, running("index.js", ADAPTER) as runtime:
            database = TimedDatabase()
            in_memory, stored = await connected(session, str(file), database), await connected(session, str(file))
            await session.connections.save(stored)
            fired = await in_memory.fire(firing)
            assert fired.answer is not None
            assert fired.answer.body["logId"] == "L-1", fired
            given = tuple(replace(each, value=USER) if each.name == "user" else each for each in fired.arguments)
            arguments = positional("createCallLog", given)
            number, spent = 0, []

            async def orchestrated() -> None:
                database.spent = 0.0
                invocation = await in_memory.fire(firing)
                assert invocation.outcome.kind is OutcomeKind.RETURNED
                spent.append(database.spent * 1000)

            async def kept() -> None:
                invocation = await stored.fire(firing)
                assert invocation.outcome.kind is OutcomeKind.RETURNED

            async def bare() -> None:
                nonlocal number
                number += 1
                outcome = await runtime.call(Call(f"n{number}", "createCallLog", arguments, dict(WHO)))
                assert outcome.kind is OutcomeKind.RETURNED, outcome

            value, over_file, floor = await medians([orchestrated, kept, bare], rounds=ROUNDS, warm_up=WARM_UP)
    return [
        Row("session, orchestrated createCallLog", value, "ms", floor, 3.0, "difference"),
        Row("session, over a stored connection", over_file, "ms", floor, 4.0, "difference", "3 and the store's 1"),
        Row("store, statements of createCallLog", statistics.median(spent), "ms", None, 1.0, "value"),
        Row("store, kept in its file", over_file, "ms", value, 1.0, "difference"),
    ]


async def connected(session: Session, place: str, database: AppConnectDatabase | None = None) -> OpenAdapter:
    """The adapter opened, with a connection that nobody logged in for."""
    opened = await session.open(place)
    if database is not None:
        opened.bind(database)
    users = opened.stores.users
    users[WHO["id"]] = dict(WHO)
    opened.connection = Connection(opened.name, "Priya", WHO["id"], users, "apiKey")
    return opened
