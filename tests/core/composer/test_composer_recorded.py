"""The composers against the recorded cases of App Connect's own."""

from __future__ import annotations

import json
from pathlib import Path

import conformance_composer

RECORDED = Path(__file__).parents[2] / "data" / "log_composer_examples.json"


def test_every_recorded_case_passes() -> None:
    passed, failed = conformance_composer.run(RECORDED)

    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert failed == []
    assert passed == recorded["count"] + recorded["shared_sms_count"]


def test_a_case_with_another_text_fails(tmp_path: Path) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    case = recorded["cases"][0] | {"output": "another text"}
    thrower = next(case for case in recorded["cases"] if "error" in case) | {"error": "RangeError: no"}
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps({"cases": [case, thrower]}), encoding="utf-8")

    assert conformance_composer.run(changed) == (0, [case["id"], thrower["id"]])
