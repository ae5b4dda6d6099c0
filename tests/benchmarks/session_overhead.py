"""createCallLog fired as App Connect's server would call it, beside the same call of the bare runtime.

The adapter does nothing and calls no CRM, so the difference is what the session adds: the helpers that are asked
before (auth type, header, log format), the composed text, judging, the answer, and history on disk.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from adapters import ignore, running
from measure import Row, medians

from workbench.core.arguments import positional
from workbench.core.connection.connection import Connection
from workbench.core.connection.user import StoredUser
from workbench.core.contract.fitting import Fit, fitted
from workbench.core.contract.samples import find_sample
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import USER
from workbench.runtimes.protocol import Call
from workbench.services.history import History
from workbench.services.resources import sample_payloads
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


async def create_call_log() -> list[Row]:
    """One row: the median of each, and their difference."""
    request = fitted(find_sample("call-inbound", "createCallLog", sample_payloads()), Fit("bench", time.time()))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.js"
        file.write_text(ADAPTER, encoding="utf-8")
        session = Session(emit=ignore, history=History(Path(folder) / "history.db"))
        async with session, running("index.js", ADAPTER) as runtime:
            opened = await session.open(str(file))
            users = opened.stores.users
            users[WHO["id"]] = dict(WHO)
            opened.connection = Connection(opened.name, "Priya", WHO["id"], users, "apiKey")
            firing = Firing("createCallLog", request=request, is_sample=True)
            fired = await opened.fire(firing)
            assert fired.answer is not None
            assert fired.answer.body["logId"] == "L-1", fired
            given = tuple(replace(each, value=USER) if each.name == "user" else each for each in fired.arguments)
            arguments = positional("createCallLog", given)
            number = 0

            async def orchestrated() -> None:
                invocation = await opened.fire(firing)
                assert invocation.outcome.kind is OutcomeKind.RETURNED

            async def bare() -> None:
                nonlocal number
                number += 1
                outcome = await runtime.call(Call(f"n{number}", "createCallLog", arguments, dict(WHO)))
                assert outcome.kind is OutcomeKind.RETURNED, outcome

            value, floor = await medians([orchestrated, bare], rounds=ROUNDS, warm_up=WARM_UP)
    return [Row("session, orchestrated createCallLog", value, "ms", floor, 5.0, "difference")]
