"""Full disks and folders that nothing can be written into: sentences, results that are printed, and nothing corrupt.

Part of every run with a few. WORKBENCH_SOAK=full fills the disk to many places, and prints what came of it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders_acme import acme_crm
from builders_homes import KEY, SAID, Homes

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(sys.platform == "win32", reason="commands run in forks, and disks are filled as on POSIX"),
    pytest.mark.timeout(3600),
]

FULL = os.environ.get("WORKBENCH_SOAK") == "full"
DISK = 8 * 1024 * 1024
"""Bytes of a disk that is made to be filled."""
PAGE = 4096
FREE = [*range(16), 20, 24, 32, 48, 64, 96, 128, 256] if FULL else [0, 9]
"""Pages that are left free."""
LARGEST = [*range(20_000, 200_000, 9_000)] if FULL else [60_000]
"""Bytes beyond which no file can grow, where no disk can be made: room is made for what is printed."""
COMMANDS = (
    "fire",
    "check",
    "login",
    "history",
    "connections",
    "token",
    "logout",
    "rename",
    "trim",
    "request",
    "doctor",
)
SOME = COMMANDS if FULL else ("fire", "history")
FOLDERS = ("", "data", "cache", "log", "data/connections") if FULL else ("", "data")


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """A small disk in a folder; skips the test where none can be made."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root on Linux can make a disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no disk can be made here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path, pages: int) -> Path:
    """Leave that many pages free."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(PAGE))
    free = pages - os.statvfs(folder).f_bavail
    os.truncate(filler, filler.stat().st_size - free * PAGE)
    return filler


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    folder = tmp_path_factory.mktemp("disk")
    with acme_crm() as crm:
        made = Homes(folder, folder / "disk" / "home", crm)
        made.furnish(wholly=FULL)
        yield made


def test_a_full_disk(homes: Homes) -> None:
    place = homes.home.parent
    shutil.rmtree(homes.home)
    with disk(place):
        for pages in FREE:
            for name in SOME:
                homes.fresh()
                about = f"{pages} pages free"
                homes.tried["full disk"] += 1
                filler = fill(place, pages)
                done = homes.run(name, about, environment={"TMPDIR": str(place)} if pages % 2 else {})
                if pages == 0 and name == "fire":
                    assert "the disk is full" in done.out + done.err
                filler.unlink()
                homes.sound(f"{about}, {name}")
            homes.works(about)
        first_use(homes, place)
        print(homes.figures())
    assert homes.codes[70] == 0, homes.faults
    assert homes.faults == []


def first_use(homes: Homes, place: Path) -> None:
    """A disk that is full before the workbench is used for the first time."""
    for pages in FREE:
        for name in COMMANDS if FULL else ("login",):
            shutil.rmtree(homes.home)
            about = f"first use, {pages} pages free"
            homes.tried["first use on a full disk"] += 1
            filler = fill(place, pages)
            homes.run(name, about, environment=KEY if name in ("fire", "check") else {})
            filler.unlink()
        homes.works(about)


def test_files_that_cannot_grow(homes: Homes) -> None:
    """Where no disk can be made: the system refuses each byte beyond a size, part-way through a write."""
    for largest in LARGEST:
        for name in ("fire", "login", "logout") if FULL else ("fire",):
            homes.fresh()
            about = f"no file larger than {largest}"
            homes.tried["no larger file"] += 1
            homes.run(name, about, largest_file=largest)
            homes.sound(f"{about}, {name}")
        homes.works(about)
    print(homes.figures())
    assert homes.faults == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_that_nothing_can_be_written_into(homes: Homes, folder: str) -> None:
    place = homes.home / folder
    for name in SOME:
        homes.fresh()
        homes.tried["read-only folder"] += 1
        inside = [each for each in (place, *place.rglob("*")) if each.is_dir()]
        for each in inside:
            each.chmod(0o500)
        done = homes.run(name, f"{folder or 'home'} is read-only", as_user=True)
        if folder == "data" and name == "fire":
            assert any(words in done.out + done.err for words in SAID)
        for each in inside:
            each.chmod(0o700)
        homes.sound(f"{folder or 'home'} was read-only for {name}")
    homes.works(f"{folder or 'home'} was read-only")
    assert homes.faults == []


def test_a_read_only_disk(homes: Homes) -> None:
    shutil.rmtree(homes.home)
    place = homes.home.parent
    with disk(place):
        for name in SOME:
            homes.fresh()
            homes.tried["read-only disk"] += 1
            subprocess.run(["mount", "-o", "remount,ro", place], check=True)
            homes.run(name, "a read-only disk")
            subprocess.run(["mount", "-o", "remount,rw", place], check=True)
            homes.sound(f"the disk was read-only for {name}")
        homes.works("the disk was read-only")
    assert homes.faults == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_file_where_a_folder_belongs(homes: Homes, folder: str) -> None:
    for name in SOME:
        homes.fresh()
        homes.tried["a file for a folder"] += 1
        place = homes.home / folder
        shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("somebody's")
        done = homes.run(name, f"{folder or 'home'} is a file")
        if folder in ("", "data") and name == "fire":
            assert "be written" in done.out + done.err
        assert place.read_text() == "somebody's"
        place.unlink()
    homes.works(f"{folder or 'home'} was a file")
    assert homes.faults == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("full", ["stdout", "stderr", "both"])
def test_what_is_printed_goes_to_a_full_disk(homes: Homes, full: str) -> None:
    """A result that cannot be printed is said, and is in history; what is said beside it does not stop a call."""
    homes.fresh()
    environment = {**os.environ, **homes.environment}
    fired = len(homes.told)
    for as_json in (True, False) if FULL else (True,):
        words = [*homes.commands["fire"].words, *(["--json"] if as_json else [])]
        with Path("/dev/full").open("w") as nowhere:
            done = subprocess.run(
                [sys.executable, "-m", "workbench", *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if full == "stderr" else nowhere,
                stderr=subprocess.PIPE if full == "stdout" else nowhere,
                check=False,
                text=True,
            )
        homes.tried["full output"] += 1
        assert done.returncode == (0 if full == "stderr" else 2), done
        if full == "stdout":
            assert "The result could not be written" in done.stderr
            assert "Traceback" not in done.stderr
        elif full == "stderr":
            assert "findContact" in done.stdout
        fired += 1
    assert len(homes.run("history").document["invocations"]) == fired
