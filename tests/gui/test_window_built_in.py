"""The built-in window's stories, in a process of their own: Qt's web engine stays in one that has used it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.gui.connect.built_in_browser import why_missing

STORIES = Path(__file__).parent / "stories_built_in.py"
MISSING = why_missing()


@pytest.mark.slow
@pytest.mark.skipif(MISSING is not None, reason=MISSING.message if MISSING else "")
def test_the_built_in_window() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(STORIES)],
        cwd=STORIES.parent.parent.parent,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
