"""Where returned values came from, at answers as CRMs give them and values as adapters make them."""

from __future__ import annotations

import json
import time

import pytest
from builders_invocations import exchange

from workbench.core.run.document import read_memory
from workbench.core.run.invocation import Argument
from workbench.core.tracing.provenance import BODY_LIMIT, How, Origin, Part, Provenance, trace, words_of
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import UNDEFINED, Special, Value

CONTACTS = {
    "data": [
        {"id": 1001, "first_name": "Maya", "last_name": "Lindqvist", "type": "Contact", "phone": "(202) 555-0144"},
        {"id": 1002, "first_name": "Maya", "last_name": "Okafor", "type": "Contact", "phone": "(202) 555-0145"},
    ],
    "meta": {"total": 2, "next": None},
}


def answers(*bodies: Value, **changes: object) -> tuple[Exchange, ...]:
    return tuple(
        exchange(id=f"x{row}", response_body=json.dumps(body).encode(), **changes) for row, body in enumerate(bodies)
    )


def traced(value: Value, *bodies: Value, **arguments: Value) -> Provenance:
    given = tuple(Argument(name, item, "yours") for name, item in arguments.items())
    return trace(value, answers(*bodies), given, read_memory)


def origin(value: Value, *bodies: Value, **arguments: Value) -> Origin | None:
    return traced({"it": value}, *bodies, **arguments).of("it")


def test_an_id_that_became_text_is_found_where_it_was_a_number() -> None:
    found = traced({"logId": "1042"}, {"data": {"id": 1042, "subject": "Call"}})
    assert found.of("logId") == Origin(Part.RESPONSE, ("data.id",), How.AS_TEXT, 0)
    assert found.uses(0) == {"data.id": "logId"}


def test_each_contact_is_traced_to_its_own_entry_though_values_repeat() -> None:
    value = {
        "matchedContactInfo": [
            {"id": "1002", "name": "Maya Okafor", "type": "Contact", "phone": "+12025550145"},
            {"id": "1001", "name": "Maya Lindqvist", "type": "Contact", "phone": "+12025550144"},
            {"id": "createNewContact", "name": "Create new contact...", "isNewContact": True},
        ]
    }
    found = traced(value, {"data": {"id": 55, "name": "Dana Reyes"}}, CONTACTS)
    first, second = ("matchedContactInfo.0", "matchedContactInfo.1")
    assert found.of(f"{first}.id") == Origin(Part.RESPONSE, ("data.1.id",), How.AS_TEXT, 1)
    assert found.of(f"{second}.id") == Origin(Part.RESPONSE, ("data.0.id",), How.AS_TEXT, 1)
    joined = Origin(Part.RESPONSE, ("data.0.first_name", "data.0.last_name"), How.JOINED, 1)
    assert found.of(f"{second}.name") == joined
    assert found.of(f"{first}.type").path == "data.1.type"
    assert found.of(f"{second}.type").path == "data.0.type"
    assert found.of(f"{first}.phone") == Origin(Part.RESPONSE, ("data.1.phone",), How.PHONE, 1)
    assert found.of("matchedContactInfo.2.id") is None
    assert found.of("matchedContactInfo.2.isNewContact") is None


def test_an_address_that_holds_the_id() -> None:
    found = origin("https://acme.crm.test/contacts/88213?tab=1", {"data": {"id": 88213, "total": 1}})
    assert found == Origin(Part.RESPONSE, ("data.id",), How.HELD, 0)


def test_an_id_taken_out_of_an_address() -> None:
    found = origin("88213", {"links": {"self": "https://api.crm.test/v2/contacts/88213"}})
    assert found == Origin(Part.RESPONSE, ("links.self",), How.PIECE, 0)
    made = exchange(response_headers=(("Location", "/v2/activities/act_77"),), response_body=b"", status=201)
    found = trace({"logId": "act_77"}, (made,), (), read_memory).of("logId")
    assert found == Origin(Part.HEADER, ("location",), How.PIECE, 0)


def test_the_same_moment_written_in_two_ways() -> None:
    found = origin("2026-11-24T18:05:54.000Z", {"created": 1795543554000, "other": 5})
    assert found == Origin(Part.RESPONSE, ("created",), How.MOMENT, 0)
    assert origin("2026-11-24T18:05:54Z", {"created": "2026-11-24T13:05:54-05:00"}).how is How.MOMENT
    assert origin(1795543554, {"created": 1795543554000}) is None


def test_a_message_of_the_crm_put_into_a_longer_one() -> None:
    found = origin("Harbor says: The deal is closed already.", {"error": {"message": "The deal is closed already."}})
    assert found == Origin(Part.RESPONSE, ("error.message",), How.HELD, 0)


def test_an_argument_is_named_where_the_crm_gave_no_such_value() -> None:
    found = origin("+12025550144", {"data": []}, phoneNumber="+12025550144")
    assert found == Origin(Part.ARGUMENT, ("phoneNumber",), How.SAME)
    assert origin("Call back on Thursday", note="Call back on Thursday").path == "note"
    inside = origin("Maya Lindqvist", contactInfo={"name": "Maya Lindqvist"})
    assert inside.path == "contactInfo.name"


def test_the_crm_goes_before_an_argument_and_the_first_answer_before_later_ones() -> None:
    found = traced({"id": "1001"}, {"a": {"id": 1001}}, {"b": {"id": 1001}}, contactId="1001")
    assert [(each.part, each.exchange, each.path) for each in found.origins["id"]] == [
        (Part.RESPONSE, 0, "a.id"),
        (Part.RESPONSE, 1, "b.id"),
        (Part.ARGUMENT, -1, "contactId"),
    ]


@pytest.mark.parametrize(
    "value", [True, False, None, UNDEFINED, "", " ", 0, 1, 7, "7", "yes", "new", "1.0", "••••••••abcd"]
)
def test_trivial_values_are_not_traced(value: Value) -> None:
    assert origin(value, {"it": value if value is not UNDEFINED else None, "other": value or 1}) is None


def test_a_plain_word_is_traced_by_its_name_alone() -> None:
    assert origin("success", {"status": "success"}) is None
    assert traced({"status": "success"}, {"status": "success"}).of("status").path == "status"
    assert origin(42, {"count": 42}) is None
    assert traced({"callCount": 42}, {"count": 42}).of("callCount").path == "count"


def test_a_short_id_is_traced_by_its_name() -> None:
    assert traced({"logId": "7"}, {"data": {"id": 7, "count": 7}}).of("logId").path == "data.id"
    assert traced({"logId": "7"}, {"data": {"count": 7}}).of("logId") is None


def test_other_capitals_and_blanks() -> None:
    assert origin("maya@acme.test", {"email": "Maya@Acme.test "}).how is How.REWRITTEN


def test_a_text_answer_and_a_bare_returned_value() -> None:
    plain = exchange(response_headers=(("Content-Type", "text/plain"),), response_body=b"act_1042")
    found = trace("act_1042", (plain,), (), read_memory)
    assert found.of("") == Origin(Part.RESPONSE, ("",), How.SAME, 0)


def test_big_numbers_stay_exact() -> None:
    big = 12345678901234567890
    assert origin(Special("bigint", str(big)), {"id": big}).path == "id"
    assert origin(str(big + 1), {"id": big}) is None


def test_an_answer_that_is_too_large_is_left_out_and_named() -> None:
    large = exchange(response_body=b'{"id": 1042, "pad": "' + b"x" * BODY_LIMIT + b'"}')
    found = trace({"id": "1042"}, (large,), (), read_memory)
    assert found.left_out == (0,)
    assert found.of("id") is None


def test_the_work_on_large_answers_is_bounded() -> None:
    many = {"data": [{"id": row, "name": f"Person {row} Example", "phone": f"+1202{row:07d}"} for row in range(20_000)]}
    value = {"contacts": [{"id": str(row), "name": f"person {row} example"} for row in range(0, 20_000, 3)]}
    began = time.process_time()
    found = traced(value, many)
    assert time.process_time() - began < 10
    assert found.of("contacts.100.id").path == "data.300.id"


def test_the_sentence() -> None:
    address = "GET /v1/contacts"
    assert words_of(Origin(Part.RESPONSE, ("data.0.id",), How.SAME, 0), address) == "From GET /v1/contacts, data.0.id."
    joined = Origin(Part.RESPONSE, ("a", "b"), How.JOINED, 0)
    assert words_of(joined, address) == "From GET /v1/contacts, a and b (joined)."
    assert words_of(Origin(Part.ARGUMENT, ("note",)), "") == "From the argument note."
    header = Origin(Part.HEADER, ("location",), How.PIECE, 0)
    assert words_of(header, address) == "From GET /v1/contacts, header location (a piece of it)."
