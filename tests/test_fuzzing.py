"""Readers of what strangers write, given anything: a short run beside every other test, a longer one when asked for.

`python -m pytest -m fuzz` is the longer one: atheris goes where the code has not been yet, each reader for
WORKBENCH_FUZZ_SECONDS (60).
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzzing.targets import TARGETS
from hypothesis import HealthCheck, given, settings

RUNNER = Path(__file__).parent / "fuzzing" / "run.py"
SECONDS = int(os.environ.get("WORKBENCH_FUZZ_SECONDS", "60"))


@pytest.mark.parametrize("name", TARGETS)
def test_what_holds_of_every_reader(name: str) -> None:
    target = TARGETS[name]
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large)
    check = settings(max_examples=60, deadline=None, suppress_health_check=slow)(given(target.given)(target.holds))
    check()


@pytest.mark.fuzz
@pytest.mark.timeout(SECONDS + 240)
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="pip install -e '.[fuzz]' brings atheris")
@pytest.mark.parametrize("name", TARGETS)
def test_where_the_code_has_not_been_yet(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, RUNNER, name, "--seconds", str(SECONDS), "--corpus", tmp_path],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    said = done.stdout[-2000:] + done.stderr[-4000:]
    assert done.returncode == 0, said.encode("ascii", "backslashreplace").decode()
    print(done.stdout)
