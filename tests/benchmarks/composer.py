"""Texts of logs composed by the workbench and by App Connect's npm package: the same recorded cases, in turns."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
from pathlib import Path
from time import perf_counter
from typing import Any

from measure import Row
from npm_fixture import node_executable, npm_project

from workbench.core.composer import ComposerError, compose_call_log, compose_shared_sms

TESTS = Path(__file__).parent.parent
EXAMPLES = TESTS / "data" / "log_composer_examples.json"
ROUNDS = 60
"""Times that all cases are composed in one turn."""
WARM_UP = 20
TURNS = 3

SCRIPT = """
const [, packages, examples, rounds, warmUp] = process.argv;
const bring = require('node:module').createRequire(packages + '/start.cjs');
const { composeCallLog } = bring('@app-connect/core/lib/callLogComposer');
const { composeSharedSMSLog } = bring('@app-connect/core/lib/sharedSMSComposer');
const { cases, shared_sms_cases: threads } = require(examples);
function once() {
  for (const { input } of cases) { try { composeCallLog(input); } catch { /* the case records it */ } }
  for (const { input } of threads) { try { composeSharedSMSLog(input); } catch { /* likewise */ } }
}
const taken = [];
for (let round = 0; round < Number(rounds) + Number(warmUp); round += 1) {
  const began = process.hrtime.bigint();
  once();
  if (round >= Number(warmUp)) taken.push(Number(process.hrtime.bigint() - began) / 1e6);
}
console.log(JSON.stringify(taken));
"""


async def cases() -> list[Row]:
    """Milliseconds for all cases, ours over theirs."""
    name = "composer, all recorded cases"
    try:
        packages = await asyncio.to_thread(npm_project, TESTS / "real_server")
    except RuntimeError as error:
        return [Row(name, None, "ms", limit=2.0, note=f"the npm package is missing: {error}".splitlines()[0])]
    recorded = json.loads(await asyncio.to_thread(EXAMPLES.read_text, "utf-8"))
    count = len(recorded["cases"]) + len(recorded["shared_sms_cases"])
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(TURNS):
        ours += _ours(recorded)
        theirs += await _theirs(packages)
    value, floor = statistics.median(ours), statistics.median(theirs)
    speeds = f"{count / value * 1000:,.0f} cases a second, the npm package {count / floor * 1000:,.0f}"
    return [Row(name, value, "ms", floor, 2.0, note=speeds)]


def _ours(recorded: dict[str, Any]) -> list[float]:
    taken = []
    for number in range(WARM_UP + ROUNDS):
        began = perf_counter()
        for case in recorded["cases"]:
            try:
                compose_call_log(case["input"])
            except ComposerError:
                assert "error" in case, case["id"]
        for case in recorded["shared_sms_cases"]:
            compose_shared_sms(case["input"])
        if number >= WARM_UP:
            taken.append((perf_counter() - began) * 1000)
    return taken


async def _theirs(packages: Path) -> list[float]:
    child = await asyncio.create_subprocess_exec(
        *(str(node_executable()), "-e", SCRIPT, str(packages), str(EXAMPLES), str(ROUNDS), str(WARM_UP)),
        stdout=asyncio.subprocess.PIPE,
        # Loading the package makes its database client, which never connects.
        env={**os.environ, "DATABASE_URL": "postgres://127.0.0.1/none", "LOG_LEVEL": "ERROR", "TZ": "UTC"},
    )
    out, _ = await child.communicate()
    assert child.returncode == 0, "the npm package's composers did not run"
    taken: list[float] = json.loads(out.splitlines()[-1])
    return taken
