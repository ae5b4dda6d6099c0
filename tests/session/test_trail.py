"""A firing tells what App Connect's server did on the way: rows read and stored, calls of the adapter, in order."""

from __future__ import annotations

import pytest
from builders_open_adapter import USER, open_functions

from workbench.core.connection.user import StoredUser
from workbench.core.redaction import Redactor
from workbench.core.run.document import invocation_document, invocation_from_document
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import Invocation
from workbench.core.run.trail import TrailStep, trail_lines

TOKEN = "tok-8f2c91d7aa"
USER_WITH_TOKEN: StoredUser = {**USER, "accessToken": TOKEN, "rcAccountId": "400100200"}
NUMBER = "+12025550144"


async def found(_: object) -> object:
    """One contact."""
    return {"successful": True, "matchedContactInfo": [{"id": "C-1", "name": "Dana", "type": "Contact"}]}


async def fire(interface: str, request: dict[str, object]) -> Invocation:
    """Fire on an adapter that logs in by key."""
    functions = {
        "getAuthType": lambda *_: "apiKey",
        "getBasicAuth": lambda *_: "a2V5Og==",
        "findContact": found,
        "createCallLog": lambda *_: {"logId": "L-1", "returnMessage": {"message": "ok", "messageType": "success"}},
    }
    adapter, *_ = await open_functions(functions, user=USER_WITH_TOKEN)
    return await adapter.fire(Firing(interface, request=request))


def told(invocation: Invocation) -> list[tuple[str, str]]:
    """Kinds and names of the steps. The user's row is read before every call, which is told once here."""
    steps = list(dict.fromkeys((step.kind, step.name) for step in invocation.trail))
    assert ("read", "users") in steps
    return [step for step in steps if step != ("read", "users")]


async def test_a_look_up_reads_the_cache_and_stores_what_was_found() -> None:
    invocation = await fire("findContact", {"phoneNumber": NUMBER})
    assert told(invocation) == [
        ("read", "accountData"),
        ("called", "getAuthType"),
        ("called", "getBasicAuth"),
        ("called", "findContact"),
        ("stored", "accountData"),
    ]
    cached = invocation.trail[-1].columns
    assert cached["dataKey"] == f"contact-{NUMBER}"
    assert cached["data"][0]["id"] == "C-1"


async def test_a_log_is_stored_by_what_it_is_known_by() -> None:
    request = {"logInfo": {"id": "RC-1", "sessionId": "91", "telephonySessionId": "s-1"}, "contactId": "C-1"}
    invocation = await fire("createCallLog", request)
    first, last = invocation.trail[0], invocation.trail[-1]
    assert (first.kind, first.name, first.result) == ("read", "callLogs", "no such row")
    assert (last.kind, last.name, last.columns["sessionId"], last.columns["thirdPartyLogId"]) == (
        "stored",
        "callLogs",
        "91",
        "L-1",
    )


async def test_secrets_among_arguments_are_masked_where_the_trail_is_kept() -> None:
    invocation = await fire("findContact", {"phoneNumber": NUMBER})
    assert any(step.columns.get("apiKey") == TOKEN for step in invocation.trail)
    document = invocation_document(invocation, Redactor({TOKEN}))
    assert TOKEN not in str(document["trail"])
    read = invocation_from_document(document)
    assert [(step.kind, step.name, step.result) for step in read.trail] == [
        (step.kind, step.name, step.result) for step in invocation.trail
    ]


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (TrailStep("read", "users", {"id": "7-acme"}), 'read users (id "7-acme")'),
        (
            TrailStep("read", "callLogs", {"sessionId": "91", "note": None}, "no such row"),
            'read callLogs (sessionId "91"): no such row',
        ),
        (TrailStep("called", "getAuthType", {}, "returned"), "called getAuthType: returned"),
        (TrailStep("stored", "caches", {"data": "x" * 400}), f'stored caches (data "{"x" * 154}…)'),
    ],
)
def test_each_step_is_a_line(step: TrailStep, line: str) -> None:
    assert list(trail_lines([step, step])) == [line]
