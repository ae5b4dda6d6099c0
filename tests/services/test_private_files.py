"""What the workbench keeps is for its user alone, also what earlier versions left; what it exports is as usual."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import workbench

from workbench.services import places
from workbench.services.elsewhere import make_elsewhere, write_elsewhere

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights are other things elsewhere")


def modes(folder: Path) -> dict[str, int]:
    found = {".": folder.stat().st_mode & 0o777}
    return found | {str(each.relative_to(folder)): each.lstat().st_mode & 0o777 for each in folder.rglob("*")}


@pytest.fixture
def umask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The user's mask as it usually is, and the program's as after its start."""
    before = os.umask(0o022)
    monkeypatch.setattr(places, "_users_umask", None)
    yield
    os.umask(before)


def test_what_earlier_versions_left_is_tightened(tmp_path: Path, umask: None, monkeypatch: pytest.MonkeyPatch) -> None:
    home, mine = tmp_path / "home", tmp_path / "mine"
    mine.write_text("of mine")
    for name in ("data/connections/a.sqlite3", "data/history.sqlite3", "cache/node/x.json", "log/workbench.log"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x")
    (home / "data" / "link").symlink_to(mine)
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    places.keep_private()
    (home / "data" / "link").unlink()
    assert set(modes(home).values()) == {0o700, 0o600}
    assert mine.stat().st_mode & 0o777 == 0o644
    (home / "cache" / "new").write_text("x")
    assert (home / "cache" / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("held", [(), ("data", "photos")])
def test_a_home_that_somebody_else_made_keeps_its_rights(
    tmp_path: Path, umask: None, monkeypatch: pytest.MonkeyPatch, held: tuple[str, ...]
) -> None:
    for name in held:
        (tmp_path / "home" / name).mkdir(parents=True)
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home").chmod(0o555)
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    places.keep_private()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o555
    (tmp_path / "home").chmod(0o755)


def test_exports_have_the_rights_that_the_user_gives(
    tmp_path: Path, umask: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    (tmp_path / "old").write_text("x")
    (tmp_path / "old").chmod(0o640)
    places.keep_private()
    make_elsewhere(tmp_path / "a" / "b")
    write_elsewhere(tmp_path / "a" / "b" / "new", "x")
    write_elsewhere(tmp_path / "old", "y")
    assert modes(tmp_path / "a") == {".": 0o755, "b": 0o755, "b/new": 0o644}
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o640


ADAPTER = (
    "def get_auth_type(): return 'apiKey'\n"
    "def get_basic_auth(**_): return ''\n"
    "def get_user_info(**_):\n"
    "    return {'successful': True, 'platformUserInfo': {'id': '1-x', 'name': 'Uma', 'timezoneOffset': 0}}\n"
    "def find_contact(**_):\n"
    "    open('made', 'w').close()\n"
    "    return {'successful': True, 'matchedContactInfo': [{'id': 'x' * 2_000_000, 'name': 'n', 'type': 't'}]}\n"
)


def test_a_firing_leaves_private_files_and_the_adapters_own_as_they_would_be(tmp_path: Path) -> None:
    home, temporary, project = tmp_path / "home", tmp_path / "temporary", tmp_path / "project"
    temporary.mkdir()
    project.mkdir()
    (project / "adapter.py").write_text(ADAPTER)
    report = project / "report.json"
    environment = {"WORKBENCH_HOME": str(home), "TMPDIR": str(temporary), "WORKBENCH_VAULT": "memory"}
    command = [sys.executable, "-m", "workbench"]
    words = ["check", str(project / "adapter.py"), "--field", "apiKey=k", "--report", str(report)]
    usual = ["sh", "-c", 'umask 022; exec "$@"', "sh"]
    subprocess.run([*usual, *command, *words], env={**os.environ, **environment}, check=False)
    assert workbench("history", environment=environment).code == 0
    assert set(modes(home).values()) == {0o700, 0o600}
    assert (project / "made").stat().st_mode & 0o777 == 0o644
    assert report.stat().st_mode & 0o777 == 0o644
    assert list(temporary.iterdir()) == []
