"""Bodies in clear do not outlive their session."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from workbench.services.spool import Spool

_KILLED = """
import os, signal, sys
from pathlib import Path
from workbench.services.spool import Spool
spool = Spool(Path(sys.argv[1]))
(Path(spool.folder) / "body").write_text("a contact")
os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
"""


def test_a_folder_goes_with_its_session(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    assert Path(spool.folder).is_dir()
    spool.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_session_left_is_removed_and_a_living_ones_stays(tmp_path: Path) -> None:
    living = Spool(tmp_path)
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 2
    next_one = Spool(tmp_path)
    assert {str(each) for each in tmp_path.iterdir()} == {living.folder, next_one.folder}
    living.remove()
    next_one.remove()


def test_sessions_that_start_together_leave_each_others_folders(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Spool(tmp_path), range(60)))
    assert {str(each) for each in tmp_path.iterdir()} == {each.folder for each in made}
    for each in made:
        each.remove()
    assert list(tmp_path.iterdir()) == []
