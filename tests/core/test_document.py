"""An invocation survives the way to its document and back, and its secrets do not."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

from builders_invocations import JSON, exchange, invocation

from workbench.core.connection.user import RowChange, UserChanges, UserOperation
from workbench.core.redaction import Redactor
from workbench.core.run.document import INLINE_LIMIT, invocation_document, invocation_from_document
from workbench.core.run.invocation import AdapterError, Argument, Outcome, OutcomeKind
from workbench.core.values import UNDEFINED, Special

CANARY = "canary-4f0c8e1d77"


def test_a_wire_document_gives_the_invocation_back() -> None:
    before = invocation(
        value={"logId": UNDEFINED, "when": Special("date", "2026-01-01T00:00:00.000Z"), "list": [1, None]},
        exchanges=(exchange(response_body=b"plain words", response_headers=(("content-type", "text/plain"),)),),
    )
    after = invocation_from_document(json.loads(json.dumps(invocation_document(before, None, wire=True))))
    assert after.outcome.value == before.outcome.value
    assert after.findings == before.findings
    assert after.shown == before.shown
    assert after.console == before.console
    assert after.arguments == before.arguments
    assert after.exchanges[0].request.url == before.exchanges[0].request.url
    assert after.exchanges[0].timing == before.exchanges[0].timing
    assert after.exchanges[0].response is not None
    assert after.exchanges[0].response.body.data == b"plain words"


def test_errors_and_user_changes_come_back() -> None:
    outcome = Outcome(
        OutcomeKind.THREW,
        error=AdapterError("TypeError", "no", "at line 1", 404, "E", {"a": 1}),
        user_changes=UserChanges((UserOperation("save", {"accessToken": ""}),), {"hostname": "x"}),
        row_changes=(RowChange("callLogs", "save", {"thirdPartyLogId": "note-2"}), RowChange("messageLogs", "destroy")),
    )
    after = invocation_from_document(invocation_document(invocation(outcome=outcome), None, wire=True))
    assert after.outcome.error == outcome.error
    assert after.outcome.user_changes == outcome.user_changes
    assert after.outcome.row_changes == outcome.row_changes


def test_row_changes_of_earlier_histories_are_read() -> None:
    document = invocation_document(invocation(), None)
    del document["row_changes"]
    row = {"id": "call"}
    document["log_changes"] = [
        {"table": "callLogs", "row": row, "values": {"thirdPartyLogId": "note-2"}},
        {"table": "callLogs", "row": row, "values": None},
    ]
    assert invocation_from_document(document).outcome.row_changes == (
        RowChange("callLogs", "save", {"thirdPartyLogId": "note-2"}),
        RowChange("callLogs", "destroy"),
    )


def test_compressed_bodies_are_decoded() -> None:
    body = gzip.compress(b'{"name": "Dana"}')
    headers = (*JSON, ("Content-Encoding", "gzip"))
    document = invocation_document(
        invocation(exchanges=(exchange(response_body=body, response_headers=headers),)), None
    )
    response = document["exchanges"][0]["response"]
    assert response["body"] == {"name": "Dana"}
    assert response["size"] == len(body)


def test_a_long_body_is_cut_and_says_so() -> None:
    body = b"a" * (INLINE_LIMIT + 10)
    headers = (("content-type", "text/plain"),)
    document = invocation_document(
        invocation(exchanges=(exchange(response_body=body, response_headers=headers),)), None
    )
    response = document["exchanges"][0]["response"]
    assert response["cut_at"] == INLINE_LIMIT
    assert len(response["body"]) == INLINE_LIMIT


def test_an_undefined_member_vanishes_as_on_the_way_to_a_client() -> None:
    document = invocation_document(invocation(value={"logId": UNDEFINED, "a": 1}), None)
    assert document["outcome"]["value"] == {"a": 1}


def test_a_secret_is_found_nowhere() -> None:
    secret = invocation(
        value={"logId": "42", "echo": f"Bearer {CANARY}"},
        outcome=Outcome(
            OutcomeKind.RETURNED,
            {"echo": CANARY},
            unhandled=(AdapterError("Error", f"failed with {CANARY}", f"at {CANARY}"),),
            user_changes=UserChanges((UserOperation("save", {"accessToken": CANARY}),)),
            sentence=CANARY,
        ),
        exchanges=(
            exchange(
                url=f"https://api.example.test/?token={CANARY}",
                request_headers=(("Authorization", f"Bearer {CANARY}"), ("Cookie", f"sid={CANARY}")),
                request_body=f"code={CANARY}".encode(),
                response_body=json.dumps({"access_token": CANARY, "text": f"said {CANARY}"}).encode(),
            ),
        ),
        console=(),
    )
    text = json.dumps(invocation_document(secret, Redactor({CANARY}), wire=True))
    assert CANARY not in text


def test_an_argument_is_masked_by_its_name_also_when_nobody_knows_the_secret() -> None:
    before = replace(
        invocation(value=None), arguments=(Argument("apiKey", CANARY, "yours"), Argument("note", "n", "yours"))
    )
    document = invocation_document(before, Redactor())
    assert document["arguments"] == {"apiKey": "••••••••1d77", "note": "n"}
