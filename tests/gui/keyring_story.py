"""One story in the window with the system's own keychain; test_window_keychain runs it in sessions of several kinds.

KEYRING is what the session's keychain is: unlocked, locked or absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from builders_window import Bench
from builders_window_keychain import connect_by_key, opened
from keyring.backends import SecretService
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from workbench.services.keychain import Keychain
from workbench.services.places import vault_path
from workbench.services.vault import SealedVault, Vault


@pytest.fixture
def vault(workbench_home: Path) -> Vault:
    # The tests' own settings leave the system's keychain alone; this story is about it.
    return SealedVault(vault_path(), Keychain(SecretService.Keyring))


def test_story(bench: Bench, tmp_path: Path) -> None:
    kind = os.environ["KEYRING"]
    opened(bench, tmp_path)
    connect_by_key(bench)
    if kind == "locked":
        bench.until(lambda: bench.sees(QMessageBox, "keychain-locked"))
        bench.click("keychain-again")
        bench.until(lambda: bench.sees(QMessageBox, "keychain-locked"))
        bench.click("keychain-memory")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.name == "Noor Haddad"
    said = {"unlocked": "sealed by a key in the keychain", "locked": "kept in memory", "absent": "kept in memory"}
    bench.until(lambda: said[kind] in bench.find(QLabel, "status-state").text())
    assert not bench.sees(QPushButton, "notice-connect")
    assert bench.problems == []
