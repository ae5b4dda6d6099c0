"""A keychain that is locked or missing: the window asks, offers ways out, and says where secrets lie."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from builders_vault import LockedKeychain, MemoryKeychain, UninitialisedKeychain
from builders_window import Bench
from builders_window_keychain import connect_by_key, opened
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QToolButton

from workbench.gui.settings.lost_at_the_end import LostAtTheEnd
from workbench.services.keychain import Keychain
from workbench.services.vault import SealedVault, Vault, VaultKind


@pytest.fixture
def keychain() -> LockedKeychain:
    return LockedKeychain()


@pytest.fixture
def vault(workbench_home: Path, keychain: LockedKeychain) -> Vault:
    return SealedVault(workbench_home / "vault.sealed", Keychain(lambda: keychain))


LOST = "tokens, keys and secret values are lost then"


def status(bench: Bench) -> str:
    return bench.find(QLabel, "status-state").text()


def test_unlocked_at_last_it_keeps_the_secrets(bench: Bench, tmp_path: Path, keychain: LockedKeychain) -> None:
    opened(bench, tmp_path)
    connect_by_key(bench)
    bench.until(lambda: bench.sees(QMessageBox, "keychain-locked"))
    box = bench.find(QMessageBox, "keychain-locked")
    assert "Unlock it" in box.informativeText()
    bench.picture("keychain-locked-dark", box)
    bench.click("keychain-again")
    bench.until(lambda: bench.sees(QMessageBox, "keychain-locked"))
    keychain.locked = False
    bench.click("keychain-again")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.session.connections.vault.state.kind is VaultKind.SEALED
    bench.until(lambda: "sealed by a key in the keychain (Test keychain)" in status(bench))


def test_in_memory_for_this_session(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    connect_by_key(bench)
    bench.until(lambda: bench.sees(QMessageBox, "keychain-locked"))
    bench.click("keychain-memory")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Noor Haddad"
    bench.until(lambda: "The keychain stays locked. Secrets are kept in memory" in status(bench))
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    bench.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.workplace.adapter.connection is not None)


def test_left_alone_the_login_still_holds(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    connect_by_key(bench)
    bench.until(lambda: bench.sees(QMessageBox, "keychain-locked"))
    bench.click("keychain-leave")
    bench.until(lambda: not bench.sees(QDialog, "connect-dialog"))
    assert bench.workplace.adapter.connection.name == "Noor Haddad"
    assert [each.code for each in bench.problems] == ["keychain-locked"]
    assert bench.fire().outcome.value["isLicenseValid"] is True


class TestWithoutOne:
    @pytest.fixture
    def keychain(self) -> UninitialisedKeychain:
        return UninitialisedKeychain()

    def test_a_keychain_that_is_not_set_up_means_memory(self, bench: Bench, tmp_path: Path) -> None:
        opened(bench, tmp_path)
        connect_by_key(bench)
        bench.until(lambda: not bench.dialogs())
        bench.until(lambda: "not set up" in status(bench))
        assert "in memory until the program ends" in status(bench)


class TestWhatIsLostAtTheEnd:
    """Said where it is said that something was stored, once at each place."""

    @pytest.fixture(params=[None, MemoryKeychain, UninitialisedKeychain])
    def kind(self, request: pytest.FixtureRequest) -> type[MemoryKeychain] | None:
        return request.param

    @pytest.fixture
    def vault(self, workbench_home: Path, kind: type[MemoryKeychain] | None) -> Vault | None:
        """In memory from the beginning, in a keychain that keeps, or in one that cannot."""
        return SealedVault(workbench_home / "vault.sealed", Keychain(kind)) if kind else None

    def test_it_is_said(self, bench: Bench, tmp_path: Path, kind: type[MemoryKeychain] | None) -> None:
        opened(bench, tmp_path)
        connect_by_key(bench)
        bench.until(lambda: not bench.dialogs())
        lost = kind is not MemoryKeychain
        if lost:
            bench.until(lambda: bench.sees(QLabel, "connection-notice-words"))
            bench.picture("lost-at-the-end-notice-dark")
            assert bench.find(QLabel, "connection-notice-words").text().count(LOST) == 1
        else:
            assert not bench.sees(QLabel, "connection-notice-words")
        bench.until(lambda: (LOST in status(bench)) is lost)
        menu = bench.find(QToolButton, "connection-button").menu()

        def is_listed() -> bool:
            menu.aboutToShow.emit()
            return any(each.objectName() == "connection:Noor Haddad" for each in menu.actions())

        bench.until(is_listed)
        said = [each.text() for each in menu.findChildren(QLabel, "connection-menu-lost")]
        assert {LOST in each for each in said} == ({True} if lost else set())
        bench.press_action("adapter-settings")
        bench.until(lambda: bench.sees(QDialog, "adapter-settings"))
        bench.until(lambda: bench.sees(QLabel, "lost-at-the-end-words") is lost)
        bench.click("adapter-settings-cancel")
        bench.until(lambda: not bench.dialogs())
        bench.press_action("settings")
        bench.until(lambda: bench.sees(QDialog, "settings-dialog"))
        (places,) = (each for each in bench.find(QDialog, "settings-dialog").findChildren(LostAtTheEnd))
        assert places.isVisibleTo(places.parentWidget()) is lost
        bench.find(QDialog, "settings-dialog").reject()
        bench.until(lambda: not bench.dialogs())


class TestATornFile:
    @pytest.fixture
    def keychain(self) -> MemoryKeychain:
        return MemoryKeychain()

    def test_it_is_kept_aside_and_told(self, bench: Bench, tmp_path: Path, workbench_home: Path) -> None:
        (workbench_home / "vault.sealed").write_bytes(b"{")
        opened(bench, tmp_path)
        connect_by_key(bench)
        bench.until(lambda: "kept aside" in status(bench))
        assert (workbench_home / "vault.sealed.aside-1").read_bytes() == b"{"


UNLOCKED = "gnome-keyring-daemon --unlock --components=secrets >/dev/null"
LOCKED = "gnome-keyring-daemon --start --components=secrets </dev/null >/dev/null"

_OURS = ("DBUS_", "XDG_", "DISPLAY", "WAYLAND_", "PYTHON_KEYRING_")


@pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring and dbus-run-session",
)
@pytest.mark.parametrize(
    ("kind", "daemons"), [("unlocked", [UNLOCKED]), ("locked", [UNLOCKED, LOCKED]), ("absent", [LOCKED])]
)
def test_with_a_real_keyring(tmp_path: Path, kind: str, daemons: list[str]) -> None:
    """Each session is one start of the machine: what the first stored makes the second's keyring one that is locked."""
    (tmp_path / "run").mkdir(mode=0o700)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        # What the tests have fetched already.
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "QT_QPA_PLATFORM": "offscreen",
        "KEYRING": kind,
    }
    store = [sys.executable, "-c", "import keyring; keyring.set_password('a', 'b', 'c')"]
    # keyring leaves its sockets to the bus to the garbage collector.
    quiet = ("-W", "ignore::ResourceWarning", "-W", "ignore::pytest.PytestUnraisableExceptionWarning")
    path = str(Path(__file__).parent / "keyring_story.py")
    story = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *quiet, path]
    for place, daemon in enumerate(daemons):
        words = story if place == len(daemons) - 1 else store
        done = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", f'{daemon}; exec "$@"', "sh", *words],
            input="the password of the keyring",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=environment,
            cwd=Path(__file__).parent.parent.parent,
        )
        assert done.returncode == 0, done.stdout + done.stderr
