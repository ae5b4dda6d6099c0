"""Connect shows what App Connect's client sends and takes other values; a login's row and its warnings are shown."""

from __future__ import annotations

from pathlib import Path

from builders_window import Bench
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QToolButton

ADAPTER = """
def getAuthType():
    return "apiKey"

def getBasicAuth(apiKey, **_):
    return apiKey

def getUserInfo(apiKey, **_):
    if apiKey == "wrong":
        details = [{"title": "Why", "items": [{"text": "The key has been rotated."}]}]
        return {"successful": False, "returnMessage": {"message": "Refused", "details": details}}
    return {"successful": True, "platformUserInfo": {"id": "5-quay", "name": "Noa"}}

def postSaveUserInfo(userInfo):
    return {**userInfo, "id": "another"}

def findContact(user, **_):
    return {"successful": True, "matchedContactInfo": []}

def createCallLog(**_):
    return {"logId": "1"}

def updateCallLog(**_):
    return {"updatedNote": ""}
"""


def opened(bench: Bench, folder: Path) -> None:
    """Open the adapter and its Connect dialog."""
    (folder / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    bench.workplace.open(str(folder / "adapter.py"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.click("notice-connect")


def test_the_clients_account_is_shown_and_can_be_another(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.find(QToolButton, "login-advanced-fold").click()
    account = bench.find(QLineEdit, "login-query:rcAccountId")
    assert account.text() == "400100200"
    bench.type("login-query:rcAccountId", "512")
    bench.type("login:apiKey", "k-77")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    assert bench.workplace.adapter.connection.user["rcAccountId"] == "512"


def test_a_warning_of_the_login_stays_on_the_connection(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.type("login:apiKey", "k-77")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    mark = bench.find(QToolButton, "connection-button")
    bench.until(lambda: "Another user id" in mark.toolTip())
    assert "Another user id" in mark.accessibleDescription()
    (row,) = [each for each in bench.finished if each.interface == "login"]
    assert row.verdict == "meets"
    # The calls on its way count as fired, though they are no rows of their own.
    assert bench.workplace.last("getUserInfo") is not None
    assert {each.interface for each in bench.finished} == {"login"}


def test_a_refused_login_is_shown_from_history_with_its_steps(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.type("login:apiKey", "wrong")
    bench.click("login-run")
    bench.until(lambda: "The key has been rotated." in bench.text("login-status"))
    bench.click("login-cancel")
    (row,) = [each for each in bench.finished if each.interface == "login"]
    bench.window.result.show_invocation(row, bench.workplace.redactor())
    shown = bench.window.result.value.json
    assert shown is not None
    assert "rotated" in bench.text("shown-message") or "Refused" in bench.text("shown-message")
    assert [each["state"] for each in row.steps][-1] == "failed"


def test_a_login_tells_what_the_server_stored_and_of_no_calls_change_to_it(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.type("login:apiKey", "k-77")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    (row,) = [each for each in bench.finished if each.interface == "login"]
    bench.window.result.show_invocation(row, bench.workplace.redactor())
    bench.tab("result-tabs", "App Connect")
    assert "stored users" in bench.words(bench.window.result.shown)
    assert not bench.sees(QFrame, "user-changes")
