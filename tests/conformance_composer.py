"""Runs recorded cases of App Connect's composers against the rebuilt ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workbench.core.composer import ComposerError, compose_call_log, compose_shared_sms


def run(path: Path | str) -> tuple[int, list[str]]:
    """How many cases of a file pass, and the ids of those that fail.

    A case passes when the text is the recorded one or, where it records an error, the kind of error is.
    """
    recorded = json.loads(Path(path).read_text(encoding="utf-8"))
    zone = ZoneInfo(recorded.get("generated_with", {}).get("process_timezone", "UTC"))
    calls, threads = recorded.get("cases", []), recorded.get("shared_sms_cases", [])
    outcomes = [(case["id"], _passes(case, compose_call_log, zone)) for case in calls]
    outcomes += [(case["id"], _passes(case, compose_shared_sms, zone)) for case in threads]
    failed = [case_id for case_id, passes in outcomes if not passes]
    return len(outcomes) - len(failed), failed


def _passes(case: dict[str, Any], compose: Callable[..., Any], zone: tzinfo) -> bool:
    try:
        output = compose(case["input"], process_zone=zone, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    except ComposerError as error:
        return case.get("error", "").partition(":")[0] == error.kind
    except Exception as error:  # noqa: BLE001 - a fault of ours fails its case, not the run
        sys.stderr.write(f"{case['id']}: {error!r}\n")
        return False
    return "error" not in case and output == (case.get("output") or type(output)())
