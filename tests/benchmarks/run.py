"""`python tests/benchmarks/run.py [--json] [--only NAME]`: each figure beside its floor of the same run."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import composer
import heartbeat
import history_search
import large_answers
import large_bodies
import masking
import node_capture
import proxy_calls
import round_trip
import session_overhead
import start
import window_start
from measure import Row

BENCHMARKS: dict[str, Callable[[], Awaitable[list[Row]]]] = {
    "node-round-trip": round_trip.node,
    "python-round-trip": round_trip.python,
    "node-capture": node_capture.capture,
    "proxy": proxy_calls.proxy,
    "session": session_overhead.create_call_log,
    "composer": composer.cases,
    "start": start.first_result,
    "history": history_search.history,
    "history-typed": history_search.typed,
    "window-start": window_start.start,
    "heartbeat": heartbeat.beats,
    "large-bodies": large_bodies.large_bodies,
    "large-answers": large_answers.large_answers,
    "masking": masking.masking,
}
"""Name to what measures it; a new benchmark is a new row."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument("--only", choices=BENCHMARKS, help="run one benchmark")
    chosen = parser.parse_args()
    rows: list[Row] = []
    for name, benchmark in BENCHMARKS.items():
        if chosen.only in (None, name):
            measured = asyncio.run(benchmark())
            rows += measured
            if not chosen.json:
                for row in measured:
                    print(row.line(), flush=True)
    if chosen.json:
        print(json.dumps([row.document() for row in rows], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
