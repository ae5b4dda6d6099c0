"""Texts that a program made of nothing are found wherever they are sent or returned; words of people are not."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from builders_around import CRM, answered, around, form, got
from builders_judging import CONTACT, GOOD, good, returned

from workbench.core.judging import judge
from workbench.core.run.finding import Finding
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import UNDEFINED, Special
from workbench.services.resources import contract

TABLE = contract()
SENT, RETURNED = "traffic/broken-text", "returns/broken-text"


def sent(*exchanges: Exchange, **known: Any) -> list[Finding]:
    outcome = returned(GOOD["createCallLog"])
    found = judge("createCallLog", outcome, table=TABLE, platform="acme", around=around(*exchanges, **known))
    return [each for each in found if each.rule == SENT]


def given_back(interface: str, value: Any, **known: Any) -> list[str]:
    found = judge(interface, returned(value), table=TABLE, platform="acme", around=around(**known))
    return [each.path for each in found if each.rule == RETURNED]


def header(**headers: str) -> Exchange:
    return answered(200, headers={name.replace("_", "-"): value for name, value in headers.items()})


def basic(text: str) -> Exchange:
    return header(Authorization=f"Basic {base64.b64encode(text.encode()).decode()}")


def xml(text: str) -> Exchange:
    return answered(200, sent=text, kind="text/xml; charset=utf-8")


def part(text: str) -> Exchange:
    body = f'--b1\r\nContent-Disposition: form-data; name="subject"\r\n\r\n{text}\r\n--b1--\r\n'
    return answered(200, sent=body, kind="multipart/form-data; boundary=b1")


BROKEN = {
    "path": (got(200, url=f"{CRM}/contacts/undefined"), "undefined"),
    "null in the path": (got(200, url=f"{CRM}/contacts/null/calls"), "null"),
    "object in the path": (got(200, url=f"{CRM}/contacts/%5Bobject%20Object%5D"), "[object Object]"),
    "OData key": (got(200, url=f"{CRM}/accounts(undefined)/calls"), "undefined"),
    "OData null key": (got(200, url=f"{CRM}/accounts(null)"), "null"),
    "template in the path": (got(200, url=f"{CRM}/contacts/%7BcontactId%7D"), "{contactId}"),
    "unfilled template": (got(200, url=f"{CRM}/contacts/%7B%7Bcontact.id%7D%7D"), "{{contact.id}}"),
    "express template": (got(200, url=f"{CRM}/contacts/:contactId/calls"), ":contactId"),
    "query": (got(200, url=f"{CRM}/contacts?phone=undefined"), "undefined"),
    "NaN in the query": (got(200, url=f"{CRM}/calls?since=NaN"), "NaN"),
    "SOQL": (got(200, url=f"{CRM}/query?q=SELECT+Id+FROM+Contact+WHERE+Phone%3D%27undefined%27"), "undefined"),
    "bearer": (header(Authorization="Bearer undefined"), "undefined"),
    "null bearer": (header(Authorization="Bearer null"), "null"),
    "empty bearer": (header(Authorization="Bearer "), "Bearer"),
    "empty basic": (header(authorization="Basic"), "Basic"),
    "bearer of an object": (header(Authorization="Bearer [object Object]"), "[object Object]"),
    "basic of nothing": (basic(":"), "neither"),
    "basic of undefined": (basic("undefined:x"), "undefined"),
    "key": (header(x_api_key="undefined"), "undefined"),
    "JSON": (answered(201, sent={"data": {"subject": "Call with undefined"}}), "undefined"),
    "whole": (answered(201, sent={"ownerId": "undefined"}), "undefined"),
    "null as text": (answered(201, sent={"ownerId": "null"}), "null"),
    "null in a text": (answered(201, sent={"subject": "Call with null (null)"}), "null"),
    "object": (answered(201, sent={"note": "Legs: [object Object],[object Object]"}), "[object Object]"),
    "promise": (answered(201, sent={"note": "[object Promise]"}), "[object Promise]"),
    "date": (answered(201, sent={"at": "Invalid Date"}), "Invalid Date"),
    "moment's date": (answered(201, sent={"at": "Invalid date"}), "Invalid date"),
    "number": (answered(201, sent={"text": "Took NaN minutes"}), "NaN"),
    "in a list": (answered(201, sent=[{"fields": [{"value": "x undefined"}]}]), "undefined"),
    "JSON in JSON": (answered(201, sent={"meta": '{"who": "undefined"}'}), "undefined"),
    "template": (answered(201, sent={"subject": "Call with {{contact.name}}"}), "{{contact.name}}"),
    "quoted template": (answered(201, sent={"subject": "Call with ${contactInfo.name}"}), "${contactInfo.name}"),
    "GraphQL": (answered(200, sent={"query": 'mutation { call(subject: "Call with undefined") { id } }'}), "undefined"),
    "GraphQL's variables": (answered(200, sent={"query": "{ a }", "variables": {"id": "undefined"}}), "undefined"),
    "form": (form(subject="Call with undefined"), "undefined"),
    "JSON in a form": (form(data='{"subject": "undefined"}'), "undefined"),
    "multipart": (part("Call with undefined"), "undefined"),
    "XML": (xml("<call><subject>Call with undefined</subject></call>"), "undefined"),
    "XML attribute": (xml('<call contact="undefined"><subject>Call</subject></call>'), "undefined"),
    "escaped in XML": (xml("<call><note>&lt;b&gt;undefined&lt;/b&gt;</note></call>"), "undefined"),
    "plain": (answered(200, sent="Call with undefined", kind="text/plain"), "undefined"),
    "a row": (
        got(200, url=f"{CRM}/calls/[object%20SequelizeInstance:callLogs]"),
        "[object SequelizeInstance:callLogs]",
    ),
    "a cookie": (header(Cookie="lang=en; sid=undefined"), "undefined"),
    "a parameter of credentials": (header(Authorization='Token token="undefined", email="u@x.test"'), "undefined"),
    "HTML": (answered(201, sent={"body": "<b>Contact</b>: undefined<br>"}), "undefined"),
}


@pytest.mark.parametrize(("exchange", "broken"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_sent_broken_is_found(exchange: Exchange, broken: str):
    (found,) = sent(exchange)
    assert broken in found.message
    assert "api.acme.example.test" in found.message


RIGHT = {
    "null of JSON": answered(201, sent={"description": None, "items": [None]}),
    "OData's null": got(200, url=f"{CRM}/calls?$filter=phone%20eq%20null"),
    "SOQL's null": got(200, url=f"{CRM}/query?q=SELECT+Id+FROM+Lead+WHERE+Phone+!%3D+null"),
    "GraphQL's null": answered(200, sent={"query": "mutation { call(owner: null) { id } }"}),
    "JSON in JSON": answered(200, sent={"column_values": '{"owner": null, "text": "x"}'}),
    "names that hold them": answered(201, sent={"subject": "Call with Annullo Nanette, NaNo Ltd, Undefinedness"}),
    "None in another language": answered(201, sent={"type": "None"}),
    "a key with dots": got(200, url=f"{CRM}/labels/a.undefined.b"),
    "a GUID": got(200, url=f"{CRM}/accounts(%7B6F9619FF-8B86-D011-B42D-00CF4FC964FF%7D)"),
    "a cookie": header(Cookie="sid=abc; hint=null-value; note=is undefined"),
    "parameters of credentials": header(Authorization='Token token="abc", email="null@x.test"'),
    "a browser's origin": header(Origin="null", Authorization="Bearer abc"),
    "basic without a password": basic("key:"),
    "basic that is no text": header(Authorization="Basic /////w=="),
    "braces": answered(201, sent={"text": "{see attachment} {a: 1} $5 ${100} {{1}} {}"}),
    "nothing": answered(201),
    "a file": answered(201, sent=b"\x00\x01undefined", kind="application/octet-stream"),
}


@pytest.mark.parametrize("exchange", RIGHT.values(), ids=RIGHT.keys())
def test_what_is_sent_whole_is_not(exchange: Exchange):
    assert sent(exchange) == []


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({"note": "the price was left undefined"}, {"subject": "Call about: the price was left undefined"}),
        (
            {"note": "the price was left undefined"},
            {"html": "<b>Note</b>: the price was left <i>undefined</i> - App Connect"},
        ),
        ({"note": "undefined"}, {"note": "Note: undefined"}),
        ({"note": "a null result"}, {"text": "A NULL RESULT, a null result"}),
        (
            {"contactInfo": {"name": "Null & Sons, null and void"}},
            {"subject": "Call with Null &amp; Sons, null and void"},
        ),
        (
            {"composedLogDetails": "- Note: it said [object Object]\n"},
            {"body": "- Note: it said [object Object]\n- By: X"},
        ),
        ({"callLog": {"from": {"name": "NaN Bakery"}}}, {"subject": "Inbound call from NaN Bakery"}),
        ({"note": "use {{first_name}} here"}, {"text": "use {{first_name}} here"}),
    ],
)
def test_a_users_own_words_are_no_fault(arguments: dict[str, Any], body: dict[str, Any]):
    assert sent(answered(201, sent=body), arguments=arguments) == []


def test_a_users_word_excuses_no_other_place():
    (found,) = sent(
        answered(201, sent={"subject": "Call with [undefined]", "note": "the price was left undefined"}),
        arguments={"note": "the price was left undefined"},
    )
    assert "subject" in found.message


@pytest.mark.parametrize(
    "arguments", [{"callLogId": "undefined"}, {"existingCallLog": {"thirdPartyLogId": "undefined"}}]
)
def test_an_id_that_is_none_excuses_nothing(arguments: dict[str, Any]):
    (found,) = sent(answered(201, sent={"text": "Call with undefined"}), arguments=arguments)
    assert "undefined" in found.message


def test_what_the_crm_gave_is_no_fault():
    record = got(200, {"id": 1, "name": "undefined tasks", "notes": "value: NaN"})
    assert sent(record, answered(200, sent={"title": "undefined tasks", "notes": "value: NaN"})) == []
    assert sent(got(200, {"id": 1, "name": None}), answered(200, sent={"title": "Call with null"}))


def test_a_crm_that_echoes_what_it_was_sent_excuses_nothing():
    body = {"subject": "Call with undefined"}
    assert len(sent(answered(201, {"id": 1, **body}, sent=body))) == 1


def test_one_place_of_many_alike_requests_is_told_once():
    assert len(sent(*(answered(200, sent={"owner": "undefined"}, url=f"{CRM}/calls/{each}") for each in range(5)))) == 1


PYTHON = {
    "None": (answered(201, sent={"subject": "Call with None"}), "None"),
    "None alone": (got(200, url=f"{CRM}/contacts/None"), "None"),
    "nan": (got(200, url=f"{CRM}/calls?since=nan"), "nan"),
    "nan in a text": (answered(201, sent={"text": "Duration: nan s"}), "nan"),
    "a dictionary in the path": (got(200, url=f"{CRM}/notes/%7B'id':%20'7'%7D"), "{'id': "),
    "a dictionary in a text": (answered(201, sent={"text": "Call with {'id': '7', 'name': 'Ann'}"}), "{'id': "),
    "object": (answered(201, sent={"note": "<acme.models.Contact object at 0x7f00aa>"}), "object at"),
    "no f before it": (answered(201, sent={"subject": "Call with {contact_info['name']}"}), "{contact_info['name']}"),
    "bearer": (header(Authorization="Bearer None"), "None"),
}


@pytest.mark.parametrize(("exchange", "broken"), PYTHON.values(), ids=PYTHON.keys())
def test_pythons_own_broken_texts_are_found_in_python_alone(exchange: Exchange, broken: str):
    (found,) = sent(exchange, is_python=True)
    assert broken in found.message


@pytest.mark.parametrize(
    "text",
    ["None of them answered", "Noneuclidean", "{}", "{0}", "a {b c}", "None selected", "nana", "None Of-The-Above Ltd"],
)
def test_words_and_braces_are_none_of_pythons(text: str):
    assert sent(answered(201, sent={"subject": text}), is_python=True) == []


@pytest.mark.parametrize(
    ("interface", "value", "path"),
    [
        ("getCallLog", good("getCallLog", callLogInfo__subject="Call with undefined"), "callLogInfo.subject"),
        ("createContact", good("createContact", contactInfo__name="undefined undefined"), "contactInfo.name"),
        ("createCallLog", good("createCallLog", logId="undefined"), "logId"),
        ("getUserInfo", good("getUserInfo", platformUserInfo__id="undefined-acme"), "platformUserInfo.id"),
        ("getUserInfo", good("getUserInfo", platformUserInfo__name="null"), "platformUserInfo.name"),
        (
            "findContact",
            good("findContact", matchedContactInfo=[{**CONTACT, "name": "Dana undefined"}]),
            "matchedContactInfo.0.name",
        ),
        (
            "unAuthorize",
            good("unAuthorize", returnMessage__message="Logged out of undefined"),
            "returnMessage.message",
        ),
        ("getUserList", [{"id": "1", "name": "[object Object]", "email": "a@example.test"}], "0.name"),
        ("listAppointments", good("listAppointments", appointments__0__title="Call NaN"), "appointments.0.title"),
        ("updateCallLog", good("updateCallLog", updatedNote="undefined"), "updatedNote"),
    ],
)
def test_what_is_returned_broken_is_found(interface: str, value: Any, path: str):
    assert given_back(interface, value) == [path]


def test_what_was_given_may_be_returned():
    assert given_back("updateCallLog", {"updatedNote": "undefined"}, arguments={"note": "undefined"}) == []
    record = {"id": "L-1", "text": "undefined", "at": Special("date", "2025-06-17T00:00Z"), "x": UNDEFINED}
    assert given_back("getCallLog", good("getCallLog", callLogInfo__fullLogResponse=record)) == []
