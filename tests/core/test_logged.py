"""The rows of logs follow what an adapter did to them."""

from __future__ import annotations

from workbench.core.arguments import CallContext
from workbench.core.connection.connection import Connection, logged_rows, remember
from workbench.core.connection.logged import LogChange, changed_row
from workbench.core.run.invocation import Outcome, OutcomeKind

ROW = {"id": "call", "sessionId": "session", "thirdPartyLogId": "note-1"}


def test_a_row_that_was_pointed_elsewhere_stays_so_for_the_next_call() -> None:
    connection = Connection("acme", "Someone", CallContext(user={"id": "1"}, call_log=ROW))
    changes = (LogChange("callLogs", ROW, {"thirdPartyLogId": "note-2"}),)
    after = remember(connection, "updateCallLog", {}, Outcome(OutcomeKind.RETURNED, value={}, log_changes=changes))
    assert logged_rows(after) == {"callLogs": ({**ROW, "thirdPartyLogId": "note-2"},)}


def test_a_destroyed_row_is_not_known_any_more() -> None:
    assert changed_row(ROW, "callLogs", (LogChange("callLogs", ROW, None),)) is None


def test_rows_of_other_tables_and_calls_stay() -> None:
    assert changed_row(ROW, "callLogs", (LogChange("messageLogs", ROW, None), LogChange("callLogs", {}, None))) == ROW
