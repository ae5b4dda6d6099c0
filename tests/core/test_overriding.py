"""What is set of the arguments: typed by the contract, and in everything that the server makes of the request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.core.arguments import CallContext, as_object, build_arguments, into_request, typed
from workbench.core.interfaces import rows
from workbench.core.interfaces.table import interface_table
from workbench.core.values import Json
from workbench.core.values.paths import get_path

ROOT = Path(__file__).parents[2]
TABLE = interface_table(json.loads((ROOT / "resources/contract/interfaces.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("interface", "path", "text", "value"),
    [
        ("findContact", "phoneNumber", "911", "911"),
        ("findContact", "phoneNumber", "00442079460018", "00442079460018"),
        ("findContact", "isExtension", "true", "true"),
        ("findContact", "isForceRefreshAccountData", "true", True),
        ("findContactWithName", "name", "null", "null"),
        ("createContact", "newContactName", "1984", "1984"),
        ("createContact", "newContactType", "true", "true"),
        ("createCallLog", "note", '{"a": 1}', '{"a": 1}'),
        ("createCallLog", "note", '"65"', "65"),
        ("createCallLog", "note", "Call back", "Call back"),
        ("createCallLog", "transcript", "[1]", "[1]"),
        ("createCallLog", "callLog.duration", "65", 65),
        ("createCallLog", "callLog.duration", "pending", "pending"),
        ("createCallLog", "callLog.sessionId", "910000000001", "910000000001"),
        ("createCallLog", "callLog.from.phoneNumber", "101", "101"),
        ("createCallLog", "callLog.legs.1.duration", "9", 9),
        ("createCallLog", "callLog", '{"duration": 1}', {"duration": 1}),
        ("createCallLog", "contactInfo.id", "77", 77),
        ("createCallLog", "contactInfo.phoneNumber", "77", "77"),
        ("createCallLog", "additionalSubmission.deal", "7", 7),
        ("createCallLog", "ringSenseAIScore", "87", 87),
        ("createCallLog", "ofMyOwn", "true", True),
        ("createCallLog", "ofMyOwn", "NaN", "NaN"),
        ("updateCallLog", "startTime", "1750183509000", 1750183509000),
        ("updateCallLog", "duration", "12.5", 12.5),
        ("updateCallLog", "legs", "[]", []),
        ("getCallLog", "callLogId", "1042", "1042"),
        ("createMessageLog", "message.to.0.phoneNumber", "12025550144", "12025550144"),
        ("createMessageLog", "message.subject", "42", "42"),
        ("createMessageLog", "imageLink", "null", None),
        ("updateMessageLog", "existingMessageLog.conversationId", "8001", "8001"),
        ("upsertCallDisposition", "dispositions", '{"outcome": "won"}', {"outcome": "won"}),
        ("createAppointment", "payload.durationMinutes", "30", 30),
        ("getLogFormatType", "platform", "3", "3"),
    ],
)
def test_a_typed_value_has_the_contracts_type(interface: str, path: str, text: str, value: Json) -> None:
    found = typed(text, path, TABLE[interface], TABLE)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("interface", rows())
def test_every_argument_of_the_request_is_put_where_app_connect_reads_it(interface: str) -> None:
    context = CallContext(auth_type="apiKey", edited=frozenset())
    for row in rows()[interface].arguments[-1].rows:
        if not row.path or (interface, row.name) == ("getOauthInfo", "callbackUri"):
            continue
        # An object, since some arguments are taken apart.
        value: Any = {"status": "mark-7"} if row.path in ("payload", "patch") else "mark-7"
        sent = into_request(interface, {}, context, [(row.name, value)])
        if not sent.edited:
            # It would have App Connect call the interface in another way.
            assert row.name == "ownerName"
            continue
        assert get_path(sent.request, row.path) == value
        passed = as_object(
            build_arguments(interface, sent.request, CallContext(auth_type="apiKey", edited=sent.edited))
        )
        assert "mark-7" in json.dumps(passed[row.name], default=str) or passed[row.name] is False


def test_members_go_to_their_places_and_all_else_stays() -> None:
    request = {"logInfo": {"direction": "Inbound", "from": {"phoneNumber": "+1202"}}, "note": "n", "contactId": "C-77"}
    sets: list[tuple[str, Json]] = [
        ("callLog.duration", 65),
        ("callLog.from.name", "Dana"),
        ("contactInfo.name", "Dr. Whitfield"),
        ("contactInfo.id", "9"),
        ("composedLogDetails", "mine"),
        ("hashedAccountId", "h"),
        ("ofMyOwn", 1),
    ]
    sent = into_request("createCallLog", request, CallContext(), sets)
    assert sent.request == {
        "logInfo": {"direction": "Inbound", "from": {"phoneNumber": "+1202", "name": "Dana"}, "duration": 65},
        "note": "n",
        "contactId": "9",
        "contactName": "Dr. Whitfield",
    }
    assert sent.edited == {"logInfo.duration", "logInfo.from.name", "contactName", "contactId"}
    assert request["contactId"] == "C-77"
    whole = into_request("createMessageLog", {}, CallContext(), [("contactInfo", {"id": 4, "phoneNumber": "1"})])
    assert whole.request == {"contactId": 4, "logInfo": {"correspondents": [{"phoneNumber": "1"}]}}


def test_an_owner_does_not_make_a_shared_thread_of_a_message() -> None:
    sent = into_request("createMessageLog", {"logInfo": {}}, CallContext(), [("ownerName", "Queue")])
    assert sent.request == {"logInfo": {}}
