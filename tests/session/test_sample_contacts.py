"""Samples fired on an adapter: their people looked up by number first, a set note composed, a real session token."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders_open_adapter import connect

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.run.invocation import Invocation
from workbench.core.server.session_tokens import read
from workbench.core.values.paths import get_path
from workbench.services.history import History
from workbench.session.chaining import Chain
from workbench.session.life import live, prepare, sample_firing, with_contact
from workbench.session.login import Authorize, Credentials
from workbench.session.open_adapter import OpenAdapter
from workbench.session.session import Session

JAVASCRIPT = """
const people = { '+12025550177': [{ id: 78, name: 'Omar', type: 'Lead', phone: '(202) 555-0177' }] };
const ok = { message: 'Done', messageType: 'success', ttl: 2000 };
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.getLogFormatType = () => 'text/plain';
exports.findContact = async ({ phoneNumber, isExtension }) => ({
  successful: true,
  matchedContactInfo: [
    ...(people[phoneNumber] ?? []),
    { id: 'createNewContact', name: 'Create new contact...', isNewContact: true, additionalInfo: null },
  ],
  returnMessage: null,
});
exports.createContact = async ({ phoneNumber, newContactName }) => {
  people[phoneNumber] = [{ id: `made-${phoneNumber}`, name: newContactName, type: 'Person' }];
  return { contactInfo: people[phoneNumber][0], returnMessage: ok };
};
exports.createCallLog = async () => ({ logId: 'l-1', returnMessage: ok });
const stored = { subject: 's', note: 'n', fullBody: '- Note: n\\n' };
exports.getCallLog = async () => ({ callLogInfo: stored, returnMessage: ok });
exports.updateCallLog = async ({ note }) => ({ updatedNote: note, returnMessage: ok });
exports.createMessageLog = async () => ({ logId: 'm-1', returnMessage: ok });
"""

PYTHON = """
OK = {"message": "Done", "messageType": "success", "ttl": 2000}

def getAuthType(): return "apiKey"
def getBasicAuth(apiKey): return apiKey
def getLogFormatType(): return "text/plain"
async def createCallLog(note): return {"logId": "l-1", "returnMessage": OK}
STORED = {"subject": "s", "note": "n", "fullBody": "- Note: n"}
async def getCallLog(): return {"callLogInfo": STORED, "returnMessage": OK}
async def updateCallLog(note): return {"updatedNote": note, "returnMessage": OK}
"""

BROKEN_LOOK_UP = JAVASCRIPT + "exports.findContact = async () => { throw new Error('The CRM is down'); };"
UNUSED: Authorize = None  # type: ignore[assignment]


@contextlib.asynccontextmanager
async def connected(tmp_path: Path, source: str, name: str = "adapter.js") -> AsyncIterator[OpenAdapter]:
    """The adapter with a user of platform `quill`."""
    place = tmp_path / name
    place.write_text(source, encoding="utf-8")
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        adapter = await session.open(str(place))
        user = {"id": "7-quill", "accessToken": "a-token", "platform": adapter.description.source.platform}
        connect(adapter, user, "apiKey", "Someone")
        yield adapter


async def fire(adapter: OpenAdapter, interface: str, sample: str = "", **changes: Any) -> tuple[list[str], Invocation]:
    """Fire with what it needs first; the interfaces that were fired ahead of it, and its invocation."""
    firing = replace(sample_firing(adapter, interface, sample=sample), **changes)
    ahead = [f"{each.interface} {argument(each, 'phoneNumber')}" async for each in prepare(adapter, firing)]
    return ahead, await adapter.fire(replace(sample_firing(adapter, interface, sample=sample), **changes))


def argument(invocation: Invocation, path: str) -> Any:
    return get_path({each.name: each.value for each in invocation.arguments}, path)


async def test_an_unknown_caller_is_looked_up_and_created_before_the_log(tmp_path: Path) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        omar = sample_firing(adapter, "findContact")
        await adapter.fire(replace(omar, request={**(omar.request or {}), "phoneNumber": "+12025550177"}))
        ahead, invocation = await fire(adapter, "createCallLog", "call-missed")
        number = argument(invocation, "contactInfo.phoneNumber")
        assert ahead == [f"findContact {number}", f"createContact {number}", f"findContact {number}"]
        assert argument(invocation, "contactInfo") == {
            "id": f"made-{number}",
            "phoneNumber": number,
            "type": "Person",
            "name": "Dana Whitfield",
        }
        again, _ = await fire(adapter, "createCallLog", "call-recorded")
        assert again == []


async def test_a_created_contact_is_logged_for_as_findcontact_gives_it(tmp_path: Path) -> None:
    typed = JAVASCRIPT.replace(
        "return { contactInfo: people[phoneNumber][0]", "return { contactInfo: { id: 5, name: 'D' }"
    )
    typed = typed.replace("type: 'Person' }];\n  return", "type: 'leadPhone' }];\n  return")
    async with connected(tmp_path, typed) as adapter:
        _, invocation = await fire(adapter, "createCallLog", "call-missed")
        assert argument(invocation, "contactInfo.type") == "leadPhone"


async def test_everybody_of_a_group_is_looked_up_and_the_first_one_created(tmp_path: Path) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        ahead, invocation = await fire(adapter, "createMessageLog", "sms-group")
        made = ["findContact +12025550144", "createContact +12025550144", "findContact +12025550144"]
        assert ahead == [*made, "findContact +12025550177"]
        assert argument(invocation, "contactInfo.id") == "made-+12025550144"
        assert argument(invocation, "message.id") == "7201-made-+12025550144"


async def test_a_colleague_is_looked_up_by_extension(tmp_path: Path) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        firing = sample_firing(adapter, "createCallLog", sample="call-internal")
        first = await anext(with_contact(adapter, firing))
        assert (argument(first, "phoneNumber"), argument(first, "isExtension")) == ("102", "true")


@pytest.mark.parametrize(
    "own",
    [
        {"overrides": (("contactInfo.id", "9"),)},
        {"edited": frozenset({"contactId"})},
        {"arguments": {"contactInfo": {"id": "9", "phoneNumber": "+1", "type": "", "name": ""}}},
        {"is_sample": False},
    ],
)
async def test_nobody_is_looked_up_where_the_user_wrote_the_contact(tmp_path: Path, own: dict[str, Any]) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        ahead, _ = await fire(adapter, "createCallLog", **own)
        assert ahead == []


async def test_it_is_the_number_that_was_set_that_is_looked_up(tmp_path: Path) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        await fire(adapter, "createCallLog")
        ahead, invocation = await fire(
            adapter, "createCallLog", overrides=(("callLog.from.phoneNumber", "2025550177"),)
        )
        assert ahead == ["findContact 2025550177", "createContact 2025550177", "findContact 2025550177"]
        assert argument(invocation, "contactInfo.id") == "made-2025550177"
        assert argument(invocation, "contactInfo.phoneNumber") == "2025550177"


async def test_nobody_is_created_when_the_look_up_fails(tmp_path: Path) -> None:
    async with connected(tmp_path, BROKEN_LOOK_UP) as adapter:
        ahead, _ = await fire(adapter, "createCallLog")
        assert ahead == ["findContact +12025550144"]


async def test_a_chosen_contact_goes_before_those_of_the_number(tmp_path: Path) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        assert adapter.connection is not None
        known = {"+12025550177": ({"id": 78, "name": "Omar"},), "+12025550144": ({"id": 5, "name": "Dana"},)}
        knowing = adapter.connection = replace(adapter.connection, contacts=known)
        _, invocation = await fire(adapter, "createCallLog")
        assert argument(invocation, "contactInfo.id") == 5
        for chosen, wanted in (("78", 78), ("first", 78), ("900", "900")):
            adapter.connection = knowing
            await Chain(contact=chosen).hold(adapter)
            ahead, invocation = await fire(adapter, "createCallLog")
            assert (ahead, argument(invocation, "contactInfo.id")) == ([], wanted)


async def test_a_whole_life_looks_its_people_up_too(tmp_path: Path) -> None:
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        told: list[str] = []
        steps = ("createCallLog", "createMessageLog")
        fired = [each async for each in live(adapter, steps, Credentials(), UNUSED, at=1_772_359_200, tell=told.append)]
        assert [each.interface for each in fired] == list(steps)
        assert [words.split()[1] for words in told] == ["findContact", "createContact", "findContact"]
        assert argument(fired[0], "callLog.startTime") == "2026-03-01T09:56:55.000Z"
        assert argument(fired[1], "message.creationTime").startswith("2026-03-01T09:")


@pytest.mark.parametrize(("source", "name"), [(JAVASCRIPT, "adapter.js"), (PYTHON, "adapter.py")])
@pytest.mark.parametrize(
    ("interface", "path", "value", "words"),
    [
        ("createCallLog", "note", "Ring the roofer", "Ring the roofer"),
        ("createCallLog", "aiNote", "Wants two offers", "Wants two offers"),
        ("createCallLog", "callLog.result", "Busy signal", "Busy signal"),
        ("createCallLog", "callLog.duration", 3661, "1 hour, 1 minute, 1 second"),
        ("createCallLog", "callLog.recording", {"link": "https://media.test/r-5"}, "https://media.test/r-5"),
        ("createCallLog", "contactInfo.phoneNumber", "+12025550199", "+12025550199"),
        ("updateCallLog", "note", "Ring the roofer", "Ring the roofer"),
        ("updateCallLog", "subject", "Roof", "Roof"),
        ("updateCallLog", "result", "Busy signal", "Busy signal"),
        ("updateCallLog", "duration", 3661, "1 hour, 1 minute, 1 second"),
        ("updateCallLog", "recordingLink", "https://media.test/r-5", "https://media.test/r-5"),
    ],
)
async def test_what_is_set_is_in_the_composed_text(
    tmp_path: Path, source: str, name: str, interface: str, path: str, value: Any, words: str
) -> None:
    async with connected(tmp_path, source, name) as adapter:
        assert adapter.connection is not None
        settings = {key: {"value": True} for key in ("addCallLogSubject", "addCallLogContactNumber", "addCallLogNote")}
        user = {**adapter.connection.user, "userSettings": settings}
        adapter.adopt(user)
        _, invocation = await fire(adapter, interface, overrides=((path, value),))
        assert argument(invocation, path) == value
        assert words in argument(invocation, "composedLogDetails")
        _, typed = await fire(adapter, interface, arguments={path: value} if "." not in path else {"note": words})
        assert words in argument(typed, "composedLogDetails")


@pytest.mark.parametrize("own", ["", "the-adapters-own-secret"])
async def test_the_assigned_user_is_the_connected_one_by_a_token_that_the_server_signed(
    tmp_path: Path, own: str
) -> None:
    if own:
        (tmp_path / ".env").write_text(f"APP_SERVER_SECRET_KEY={own}\n", encoding="utf-8")
    async with connected(tmp_path, JAVASCRIPT) as adapter:
        _, invocation = await fire(adapter, "createCallLog", "call-server-side")
        token = argument(invocation, "additionalSubmission.adminAssignedUserToken")
        claims = read(token, secret=own or SERVER_VARIABLES["APP_SERVER_SECRET_KEY"], now=time.time())
        assert claims is not None
        assert (claims.user_id, claims.platform) == ("7-quill", adapter.description.source.platform)
        assert argument(invocation, "isFromSSCL") is True
