"""A real gnome-keyring under a bus of its own: unlocked, locked, and not set up; the real program in it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders_acme import CANARIES, Acme, acme_adapter, acme_crm
from program import Ran

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring and dbus-run-session",
)

KEY = {"WORKBENCH_FIELD_apiKey": CANARIES["api-key"], "WORKBENCH_FIELD_password": CANARIES["password-field"]}

UNLOCK = "gnome-keyring-daemon --unlock --components=secrets >/dev/null"
LOCKED = "gnome-keyring-daemon --start --components=secrets </dev/null >/dev/null"


_OURS = ("DBUS_", "XDG_", "DISPLAY", "WAYLAND_", "PYTHON_KEYRING_")
"""Beginnings of what would lead a program to the session and keychain of whoever runs the tests."""


class Desktop:
    """A home with a keyring in it, and programs in sessions of it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "WORKBENCH_HOME": str(home / "workbench"),
        }
        (home / "run").mkdir(mode=0o700)

    def words(self, daemon: str, words: tuple[str, ...]) -> list[str]:
        program = [sys.executable, "-W", "error", *words]
        return ["dbus-run-session", "--", "sh", "-c", f'{daemon}; exec "$@"', "sh", *program]

    def run(self, *words: str, daemon: str = UNLOCK, **more: str) -> Ran:
        done = subprocess.run(
            self.words(daemon, words),
            input="the password of the keyring",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**self.environment, **more},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def workbench(self, *words: str, daemon: str = UNLOCK, **more: str) -> Ran:
        return self.run("-m", "workbench", *words, daemon=daemon, **more)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


@pytest.fixture
def crm() -> Iterator[Acme]:
    with acme_crm() as running:
        yield running


STORE = """
import asyncio, sys
from pathlib import Path
from workbench.services.vault import SealedVault

async def main():
    vault = SealedVault(Path(sys.argv[1]))
    if sys.argv[2] == "put":
        await vault.put("long", {"accessToken": "t" * 6000})
    found = await vault.get("long")
    print(vault.state.kind, len(found["accessToken"]) if found else None)

asyncio.run(main())
"""


def test_a_token_of_6000_characters_comes_back_from_the_keyring(desktop: Desktop) -> None:
    path = str(desktop.home / "vault.sealed")
    assert desktop.run("-c", STORE, path, "put").out == "keychain-sealed 6000\n"
    assert b"tttttttt" not in Path(path).read_bytes()
    assert desktop.run("-c", STORE, path, "get").out == "keychain-sealed 6000\n"


def test_login_and_fire_with_the_keyring(tmp_path: Path, desktop: Desktop, crm: Acme) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    logged_in = desktop.workbench("login", acme, *crm.map, "--json", **KEY)
    assert logged_in.code == 0, logged_in.err
    assert logged_in.document["vault"]["kind"] == "keychain-sealed"
    fired = desktop.workbench("fire", acme, "findContact", *crm.map)
    assert fired.code == 0, fired.err
    assert desktop.workbench("connections", "forget", "--everything").code == 0


def test_a_locked_keyring_is_a_question(tmp_path: Path, desktop: Desktop, crm: Acme) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    assert desktop.workbench("login", acme, *crm.map, **KEY).code == 0
    piped = desktop.workbench("fire", acme, "findContact", *crm.map, "--json", daemon=LOCKED)
    assert piped.code == 4
    assert piped.document["error"]["code"] == "keychain-locked"
    assert "Unlock it" in piped.document["error"]["hint"]
    asked = in_terminal(desktop, ("-m", "workbench", "login", acme, *crm.map), "m", KEY)
    assert "Unlock it and press Enter" in asked
    assert "until the program ends" in asked
    assert "Stored as Ada Acme" in asked
    assert desktop.workbench("fire", acme, "findContact", *crm.map).code == 0


def test_a_keyring_that_is_not_set_up_means_memory(tmp_path: Path, desktop: Desktop, crm: Acme) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    logged_in = desktop.workbench("login", acme, *crm.map, "--json", daemon=LOCKED, **KEY)
    assert logged_in.code == 0, logged_in.err
    vault = json.loads(logged_in.out)["vault"]
    assert vault["kind"] == "memory"
    assert "not set up" in vault["sentence"]


def in_terminal(desktop: Desktop, words: tuple[str, ...], answer: str, more: dict[str, str]) -> str:
    """What the program prints on a terminal, in a session whose keyring is locked, with one question answered."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        desktop.words(LOCKED, words),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**desktop.environment, **more},
        start_new_session=True,
    )
    os.close(theirs)
    printed = b""
    try:
        while True:
            piece = os.read(ours, 4096)
            if not piece:
                break
            printed += piece
            if answer and b"for this session" in printed:
                os.write(ours, answer.encode() + b"\n")
                answer = ""
    except OSError:
        # A terminal whose other end has gone gives an error rather than an end.
        pass
    finally:
        os.close(ours)
        process.wait(60)
    return printed.decode()
