"""Runs the real program as its users do, in a child process with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


def workbench(*words: str, cwd: Path | None = None, stdin: str = "", environment: dict[str, str] | None = None) -> Ran:
    """Run `workbench` with these words; stdin is a pipe, so nothing is asked."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "workbench", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr)
