"""Contacts by number: another number's contact never stands in, however the numbers are written."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.arguments import CallContext, as_object, build_arguments
from workbench.core.arguments.calls import Party, parties
from workbench.core.connection.known_contacts import (
    Contact,
    contact_for,
    same_number,
    with_created,
    with_found,
    with_named,
)

DANA = {"id": 7, "name": "Dana", "type": "Person", "phone": "+1 202-555-0144"}
OMAR = {"id": "x-9", "name": "Omar", "type": "Lead"}
PLACEHOLDER = {"id": "createNewContact", "name": "Create new contact...", "isNewContact": True}


def found(*items: Any) -> dict[str, Any]:
    return {"successful": True, "matchedContactInfo": list(items)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+12025550144", "(202) 555-0144"),
        ("+12025550144", "12025550144"),
        ("+12025550144", "+1 202.555.0144"),
        ("2025550144", "+1-202-555-0144"),
        ("+442079460018", "+44 (0)20 7946 0018"),
        ("+442079460018", "020 7946 0018"),
        ("101", "101"),
    ],
)
def test_one_number_is_written_in_many_ways(one: str, other: str) -> None:
    assert same_number(one, other)
    assert same_number(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+12025550144", "+12025550145"),
        ("+442079460018", "+12079460018"),
        ("+12025550144", "0144"),
        ("101", "+12025550101"),
        ("", ""),
        ("anonymous", "Anonymous"),
    ],
)
def test_other_numbers_are_others(one: str, other: str) -> None:
    assert not same_number(one, other)
    assert not same_number(other, one)


def test_a_contact_is_known_for_its_own_number() -> None:
    known = with_found({}, "+12025550144", found(DANA, PLACEHOLDER))
    known = with_created(known, "+12025550177", "Lead", {"contactInfo": {"id": "x-9", "name": "Omar"}})
    assert contact_for(known, "(202) 555-0144") == Contact(7, "Dana", "Person", "+1 202-555-0144")
    assert contact_for(known, "202 555 0177") == Contact("x-9", "Omar", "Lead", "+12025550177")
    assert contact_for(known, "+12025550163") is None
    assert contact_for(known, "") is None
    assert with_found(known, "+12025550144", found(PLACEHOLDER)) == known
    assert with_created(known, "+12025550144", "Lead", {"contactInfo": None}) == known
    again = with_found(known, "(202) 555-0144", found(OMAR))
    assert set(again) == set(known)
    assert contact_for(again, "+12025550144") == Contact("x-9", "Omar", "Lead")


def test_who_is_found_by_name_does_not_go_before_who_is_found_by_number() -> None:
    known = with_named(with_found({}, "+12025550144", found(DANA)), found({**OMAR, "phone": "2025550144"}, OMAR))
    assert contact_for(known, "+12025550144") == Contact(7, "Dana", "Person", "+1 202-555-0144")
    assert with_named(known, found({**OMAR, "phone": "2025550144"}, OMAR)) == known
    alone = with_named({}, found({**OMAR, "phone": "2025550144"}))
    assert contact_for(alone, "+12025550144") == Contact("x-9", "Omar", "Lead", "2025550144")


def test_a_log_is_for_the_contact_of_its_number() -> None:
    known = with_found(with_found({}, "+12025550177", found(OMAR)), "2025550144", found(DANA))
    context = CallContext(contacts=known)
    call = {"direction": "Inbound", "from": {"phoneNumber": "+12025550144"}, "to": {"phoneNumber": "+12025550102"}}
    request: dict[str, Any] = {"logInfo": call, "contactId": "C-77", "contactType": "T", "contactName": "N"}
    info = as_object(build_arguments("createCallLog", request, context))["contactInfo"]
    assert info == {"id": 7, "phoneNumber": "+12025550144", "type": "Person", "name": "Dana"}
    stranger = {**request, "logInfo": {**call, "direction": "Outbound"}}
    info = as_object(build_arguments("createCallLog", stranger, context))["contactInfo"]
    assert info == {"id": "C-77", "phoneNumber": "+12025550102", "type": "T", "name": "N"}
    thread = {"logInfo": {"correspondents": [{"phoneNumber": "+12025550177"}, {"phoneNumber": "+12025550144"}]}}
    info = as_object(build_arguments("createMessageLog", thread | {"contactId": "C-77"}, context))["contactInfo"]
    assert info == {"id": "x-9", "phoneNumber": "+12025550177", "type": "Lead", "name": "Omar"}


def test_a_member_that_the_user_wrote_stays_beside_a_known_contact() -> None:
    context = CallContext(contacts={"+12025550144": (DANA,)}, edited=frozenset({"contactName"}))
    request = {
        "logInfo": {"direction": "Outbound", "to": {"phoneNumber": "+12025550144"}},
        "contactId": "C-77",
        "contactName": "Dr. Whitfield",
    }
    info = as_object(build_arguments("createCallLog", request, context))["contactInfo"]
    assert info == {"id": 7, "phoneNumber": "+12025550144", "type": "Person", "name": "Dr. Whitfield"}


def test_an_internal_call_is_with_an_extension() -> None:
    call = {
        "direction": "Outbound",
        "from": {"extensionNumber": "101"},
        "to": {"extensionNumber": "102", "name": "Sam"},
    }
    assert parties({"logInfo": call}) == (Party("102", "Sam", is_extension=True),)
    assert parties({"sessionId": "1"}) == ()
    assert parties({"logInfo": {"correspondents": "nobody"}}) == ()
