"""Sample traffic that was sent through two real servers: the same interfaces, arguments and answers come of it here."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from builders_surroundings import surroundings
from builders_traces import ROW, RecordingTokenEndpoint, agrees, named, with_undefined

from workbench.core.arguments import as_object
from workbench.core.contract.eras import SeenEra
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.server.client_request import ClientRequest
from workbench.core.values.paths import get_path
from workbench.runtimes.protocol import Call
from workbench.session.open_adapter import OpenAdapter
from workbench.session.server import Served

TRAFFIC = json.loads((Path(__file__).parents[1] / "data" / "payloads.json").read_text("utf-8"))["payloads"]
UNMENTIONED = ("getAuthType", "getOauthInfo", "getLogFormatType")
"""Calls that the recording leaves out."""

CONTACT = {"id": "C-1", "name": "Dana Whitfield", "phone": "+12025550144", "type": "Contact", "additionalInfo": None}
PLACEHOLDER = {"id": "createNewContact", "name": "Create new contact...", "isNewContact": True, "additionalInfo": None}
NEW_PERSON = {"id": "C-2", "name": "New Person"}
PERSON = {"id": "4711-spy", "name": "Priya Anand"}


READ = {"subject": "s", "note": "n", "fullLogResponse": {"id": "L-1"}}


def said(message: str, ttl: int = 2000) -> dict[str, Any]:
    """A message of the recording adapter."""
    return {"message": message, "messageType": "success", "ttl": ttl}


class FixedRuntime:
    """Gives the results that the recording adapter gave; a read gives the text that was composed last."""

    RESULTS: Mapping[str, Any] = {
        "getAuthType": "apiKey",
        "getBasicAuth": lambda given, _: f"B64({given.get('apiKey')})",
        "getLogFormatType": "text/plain",
        "getUserInfo": {"successful": True, "platformUserInfo": PERSON, "returnMessage": said("Connected", 1000)},
        "findContact": {"successful": True, "matchedContactInfo": [CONTACT, PLACEHOLDER]},
        "findContactWithName": {"successful": True, "matchedContactInfo": []},
        "createContact": {"contactInfo": NEW_PERSON, "returnMessage": said("Contact created.")},
        "createCallLog": {"logId": "L-1", "returnMessage": said("Call logged")},
        "updateCallLog": {"updatedNote": "N2", "returnMessage": said("Call log updated.")},
        "getCallLog": lambda _, body: {"callLogInfo": {**READ, "fullBody": body}},
        "createMessageLog": {"logId": "M-1"},
        "updateMessageLog": {},
        "upsertCallDisposition": {"logId": "L-1", "returnMessage": said("Disposition saved", 1000)},
    }

    def __init__(self) -> None:
        self.body = ""

    async def start(self) -> AdapterDescription:
        source = AdapterSource(AdapterKind.NODE, "spy.js", ".", "spy", "spy")
        return AdapterDescription(source, tuple(self.RESULTS))

    async def call(self, call: Call) -> Outcome:
        given = call.arguments[0] if call.arguments and isinstance(call.arguments[0], dict) else {}
        self.body = given.get("composedLogDetails", self.body)
        value = self.RESULTS[call.interface]
        return Outcome(OutcomeKind.RETURNED, value(given, self.body) if callable(value) else value)

    async def cancel(self, invocation_id: str) -> None:
        """Nothing runs for long."""

    async def stop(self) -> None:
        """There is no process."""


class Traffic:
    """An open adapter whose server a sequence goes through."""

    def __init__(self, adapter: OpenAdapter) -> None:
        self.server = adapter.server

    @classmethod
    async def of(cls, era: str, contacts: Any) -> Traffic:
        """Open the adapter, with a connected user and what is cached of the account's contacts."""
        variables = {**SERVER_VARIABLES, "HASH_KEY": "hash-key"}
        given = surroundings(RecordingTokenEndpoint(), variables=variables)
        adapter = OpenAdapter(runtime=FixedRuntime(), platform=None, surroundings=given)
        adapter.called_as = SeenEra(era)
        await adapter.start()
        adapter.stores.users["4711-spy"] = {**ROW, "id": "4711-spy", "timezoneOffset": "-06:00"}
        for row in contacts or ():
            adapter.stores.contacts["rc-9", "spy", row["dataKey"].removeprefix("contact-")] = row["data"]
        return cls(adapter)

    async def send(self, request: dict[str, Any]) -> Served:
        """One recorded request; the token goes into the query, which every server reads."""
        query = {**request.get("query", {}), "jwtToken": self.server.session_token("4711-spy", "spy")}
        body = copy.deepcopy(request.get("body", {}))
        return await self.server.handle(
            ClientRequest(request["method"], request["path"], query, request.get("headers", {}), body)
        )


def sequence(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a sequence, after those of the one that it continues."""
    before = next((each for each in TRAFFIC if each["id"] == payload.get("run_after")), None)
    return [*(sequence(before) if before else []), *payload["steps"]]


def row_named(value: Any) -> Any:
    """A stored user as the recording names the live one."""
    return "<user row u1-spy>" if isinstance(value, dict) and "accessToken" in value else named(value)


def mentioned(served: Served) -> dict[str, Any]:
    """The calls by name, numbered where an interface came twice, as the recording names them."""
    names = [call.interface for call in served.calls if call.interface not in UNMENTIONED]
    found: dict[str, Any] = {}
    for call in served.calls:
        if call.interface in UNMENTIONED:
            continue
        count = sum(key.partition("#")[0] == call.interface for key in found) + 1
        key = call.interface if names.count(call.interface) == 1 else f"{call.interface}#{count}"
        found[key] = as_object(call.arguments)
    return found


@pytest.mark.parametrize("era", ["head", "seed"])
@pytest.mark.parametrize("payload", TRAFFIC, ids=[each["id"] for each in TRAFFIC])
async def test_traffic_leads_to_the_recorded_calls(payload: dict[str, Any], era: str) -> None:
    traffic = await Traffic.of(era, payload.get("account_contact_cache"))
    for step in sequence(payload):
        served = await traffic.send(step["request"])
        recorded = step.get(era)
        if recorded is None:
            continue
        calls = mentioned(served)
        assert [key.partition("#")[0] for key in calls] == recorded["interfaces_called"], served.answer
        for key, wanted in recorded.get("selected_arguments", {}).items():
            for name, value in wanted.items():
                assert row_named(get_path(calls[key], name)) == with_undefined(value), (key, name)
        if "response" in recorded:
            assert served.answer.status == recorded["response"]["status"]
            assert agrees(recorded["response"]["body"], served.answer.body), served.answer.body
