"""Stored connections in the window: gone on with, switched between, renamed, logged out, forgotten; tokens tried."""

from __future__ import annotations

import re
from pathlib import Path

from builders_window import Bench
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QInputDialog, QMenu, QPushButton, QTableView, QToolButton

ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
const users = { 'the-key': { id: '7-own', name: 'Noor Haddad' }, 'other-key': { id: '8-own', name: 'Theo Marsh' } };
exports.getUserInfo = ({ apiKey }) => ({ successful: true, platformUserInfo: users[apiKey] });
exports.getLicenseStatus = ({ user }) => ({
  isLicenseValid: user.accessToken === 'the-key', licenseStatus: 'Basic', licenseStatusDescription: '',
});
"""


def test_the_next_opening_goes_on_with_the_stored_connection(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(ADAPTER)
    bench.workplace.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("getLicenseStatus")
    bench.connect_by_key("the-key")
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    bench.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.workplace.adapter.connection is not None)
    assert bench.workplace.adapter.connection.name == "Noor Haddad"
    bench.select("getLicenseStatus")
    assert bench.fire().outcome.value["isLicenseValid"] is True


def connected(bench: Bench, folder: Path) -> None:
    """The adapter open, with a stored connection."""
    (folder / "index.js").write_text(ADAPTER)
    bench.workplace.open(str(folder / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("getLicenseStatus")
    bench.connect_by_key("the-key")


def entries(bench: Bench) -> list[QAction]:
    """The stored connections in the menu of the bar."""
    menu = bench.window.findChild(QMenu, "connection-menu")
    menu.aboutToShow.emit()
    return [each for each in menu.actions() if each.objectName().startswith("connection:")]


def answer(bench: Bench, dialog: str, text: str) -> None:
    """Type into a question and accept it."""
    bench.until(lambda: bench.sees(QInputDialog, dialog))
    asked = bench.find(QInputDialog, dialog)
    asked.setTextValue(text)
    asked.accept()
    bench.until(lambda: not bench.sees(QInputDialog, dialog))


def test_several_connections_are_listed_and_switched_between(bench: Bench, tmp_path: Path) -> None:
    connected(bench, tmp_path)
    bench.press_action("connection-rename")
    answer(bench, "connection-name", "Sandbox")
    bench.until(lambda: bench.text("connection-notice-title") == "Noor Haddad is called Sandbox now.")
    bench.press_action("connect")
    bench.type("login:apiKey", "other-key")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    bench.until(
        lambda: [each.text().partition("   ")[0] for each in entries(bench)] == ["Theo Marsh", "Sandbox (Noor Haddad)"]
    )
    assert [each.isChecked() for each in entries(bench)] == [True, False]
    entries(bench)[1].trigger()
    bench.until(lambda: bench.workplace.adapter.connection.name == "Noor Haddad")
    bench.until(lambda: bench.text("connection-notice-title") == "Switched to Sandbox.")
    assert bench.find(QToolButton, "connection-button").text().startswith("Sandbox (Noor Haddad)")


def test_logging_out_says_what_it_did_to_the_stored_user(bench: Bench, tmp_path: Path) -> None:
    logging_out = """
exports.unAuthorize = async ({ user }) => {
  await user.destroy();
  return { returnMessage: { message: 'Bye', messageType: 'success', ttl: 1 } };
};
"""
    (tmp_path / "index.js").write_text(ADAPTER + logging_out)
    bench.workplace.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("getLicenseStatus")
    bench.connect_by_key("the-key")
    bench.press_action("connection-log-out")
    bench.until(lambda: bench.sees(QPushButton, "connection-notice-details"))
    assert bench.text("connection-notice-title") == "Noor Haddad is logged out."
    assert "destroy: the whole row" in bench.text("connection-notice-words")
    bench.click("connection-notice-details")
    shown = bench.find(QDialog, "log-out-dialog")
    assert "Bye" in bench.words(shown)
    bench.click("log-out-close")
    assert bench.workplace.adapter.connection is None
    bench.until(lambda: [each.text().endswith("logged out") for each in entries(bench)] == [True])
    bench.click("connection-notice-connect")
    bench.until(lambda: bench.sees(QDialog, "connect-dialog"))
    bench.click("login-cancel")


def test_forgetting_asks_and_calls_nobody(bench: Bench, tmp_path: Path) -> None:
    connected(bench, tmp_path)
    before = len(bench.finished)
    bench.press_action("connection-forget")
    bench.until(lambda: bench.sees(QPushButton, "forget-no"))
    bench.click("forget-no")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection is not None
    bench.press_action("connection-forget")
    bench.until(lambda: bench.sees(QPushButton, "forget-yes"))
    bench.click("forget-yes")
    bench.until(lambda: bench.workplace.adapter.connection is None)
    bench.until(lambda: entries(bench) == [])
    assert len(bench.finished) == before


def test_the_token_counts_down_and_is_tried(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    adapter = bench.workplace.adapter
    assert re.fullmatch(r"token (59:\d\d|01:00:00|1:00:00)", bench.text("token-life"))
    first = adapter.connection.user["accessToken"]

    bench.press_action("token-renew")
    bench.until(lambda: bench.sees_text("connection-notice-title", "The token was renewed."))
    assert adapter.connection.user["accessToken"] != first
    bench.press_action("token-expire")
    bench.until(lambda: bench.text("token-life") == "token expired, renewed at the next call")
    bench.press_action("token-restore")
    bench.until(lambda: bench.text("token-life").startswith("token 59:"))

    bench.press_action("token")
    dialog = bench.find(QDialog, "token-dialog")
    bench.picture("token-dialog-dark", dialog)
    bench.click("try:corrupt-refresh")
    bench.until(lambda: "refreshToken" in bench.text("token-result-title"))
    bench.click("try:renew")
    bench.until(lambda: "ends the session" in bench.text("token-result-title"))
    assert "invalid_grant" not in bench.text("token-result-title")
    bench.until(lambda: bench.find(QTableView, "traffic-table", dialog).model().rowCount() == 1)
    bench.click("token-close")
    assert bench.find(QPushButton, "connection-notice-connect").isVisible()


def test_tokens_are_revoked_at_the_crm_behind_app_connects_back(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    crm = bench.run(bench.workplace.session.harbor())
    bench.press_action("token-revoke")
    answer(bench, "revocation-address", f"{crm.url}/oauth/revoke")
    bench.until(lambda: "answered 200" in bench.text("connection-notice-title"))
    assert bench.workplace.adapter.connection.connected
