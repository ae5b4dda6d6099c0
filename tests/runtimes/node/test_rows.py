"""The rows that come with a call behave as instances of App Connect's own models do: each body is run over both."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from builders_node import ADAPTERS, STAMP, OpenNode, a_user, open_node, store
from npm_fixture import npm_project

from workbench.core.connection.user import RowChange
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import USER, Special

pytestmark = pytest.mark.slow

CALL = {"id": "t-1", "sessionId": "s-1", "extensionNumber": "101", "hashedExtensionId": "", "platform": "acme"}
CALL |= {"thirdPartyLogId": "note-1", "userId": "7-acme", "contactId": "c-1"}
MESSAGE = {"id": "m-1", "platform": "acme", "conversationId": "k", "conversationLogId": "k-1"}
MESSAGE |= {"thirdPartyLogId": "note-2", "userId": "7-acme"}
TABLES = {"user": "users", "existingCallLog": "callLogs", "existingMessageLog": "messageLogs"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rows") / "rows"
    shutil.copytree(ADAPTERS / "rows", folder)
    (folder / "node_modules").symlink_to(npm_project(ADAPTERS / "appconnect") / "node_modules")
    return folder


@pytest.fixture
async def node(project: Path, tmp_path: Path) -> AsyncIterator[OpenNode]:
    async with open_node(project, tmp_path / "spool", platform="acme") as opened:
        yield opened


def given(argument: str) -> Any:
    return {"user": USER, "existingCallLog": CALL, "existingMessageLog": MESSAGE}[argument]


async def seen(node: OpenNode, argument: str, body: str, *, real: bool) -> Any:
    """What a body told of a row, and the row as it is stored afterwards, without its time stamps."""
    for table in TABLES.values():
        node.database.execute(f"DELETE FROM {table}", None, "run")
    store(node.database, "callLogs", CALL)
    store(node.database, "messageLogs", MESSAGE)
    user = a_user(createdAt=STAMP, updatedAt=STAMP)
    outcome = await node.call("findContact", {argument: given(argument), "body": body, "real": real}, user=user)
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    rows = node.rows(TABLES[argument])
    return without_stamps(outcome.value), [{k: v for k, v in row.items() if k != "updatedAt"} for row in rows]


def without_stamps(value: Any) -> Any:
    """The same with every time stamp of a row replaced: both rows are written at their own time."""
    if isinstance(value, dict):
        return {k: "now" if k in ("createdAt", "updatedAt") else without_stamps(v) for k, v in value.items()}
    return [without_stamps(each) for each in value] if isinstance(value, list) else value


async def test_both_rows_say_and_store_the_same(node: OpenNode) -> None:
    differing = {}
    for argument, body in (await node.call("findContact", {})).value:
        ours = await seen(node, argument, body, real=False)
        theirs = await seen(node, argument, body, real=True)
        if ours != theirs:
            differing[argument, body] = (ours, theirs)
    assert differing == {}


async def test_what_was_done_to_the_row_of_a_log_is_told(node: OpenNode) -> None:
    outcome = await node.call("findContact", {"existingCallLog": CALL, "body": "save"})
    assert outcome.row_changes == (RowChange("callLogs", "save", {"thirdPartyLogId": "note-9"}),)
    outcome = await node.call("findContact", {"existingMessageLog": MESSAGE, "body": "destroy"})
    assert outcome.row_changes == (RowChange("messageLogs", "destroy"),)


async def test_a_returned_row_is_told_by_its_columns(node: OpenNode) -> None:
    outcome = await node.call("findContact", {"user": USER, "body": "the row itself"})
    assert outcome.value["value"]["accessToken"] == "token"
    assert outcome.value["value"]["tokenExpiry"] == Special("date", a_user()["tokenExpiry"])
    assert outcome.mutated_arguments == ()


async def test_no_row_stays_null(node: OpenNode) -> None:
    outcome = await node.call("findContact", {"existingMessageLog": None, "body": "the row itself"})
    assert outcome.value == {"value": None}
