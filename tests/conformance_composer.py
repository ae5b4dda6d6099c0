"""Runs recorded cases of App Connect's composers against the rebuilt ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.core.composer import ComposerError, compose_call_log, compose_shared_sms


def run(path: Path | str) -> tuple[int, list[str]]:
    """How many cases of a file pass, and the ids of those that fail.

    A case passes when the text is the recorded one or, where it records an error, the kind of error is.
    """
    recorded = json.loads(Path(path).read_text(encoding="utf-8"))
    outcomes = [(case["id"], _passes(case, compose_call_log)) for case in recorded.get("cases", [])]
    outcomes += [(case["id"], _passes(case, compose_shared_sms)) for case in recorded.get("shared_sms_cases", [])]
    failed = [case_id for case_id, passes in outcomes if not passes]
    return len(outcomes) - len(failed), failed


def _passes(case: dict[str, Any], compose: Any) -> bool:
    try:
        output = compose(case["input"], process_zone=UTC, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    except ComposerError as error:
        return case.get("error", "").partition(":")[0] == error.kind
    return "error" not in case and output == (case.get("output") or type(output)())
