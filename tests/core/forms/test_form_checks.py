"""What is said beside a field, what list items are called, what earlier results offer, what of an input is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.errors import UsageError
from workbench.core.forms import (
    Field,
    FieldKind,
    blocked,
    build_form,
    complaint,
    in_order,
    item_line,
    json_text,
    moved,
    parse_json,
    phone_complaint,
    picks_of,
    retyped,
    shown_text,
)
from workbench.core.forms.items import ATTENDEE, LEG, NAME
from workbench.core.forms.overriding import unmasked
from workbench.core.values import UNDEFINED

CALL = build_form("createCallLog")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (FieldKind.TEXT, "x", ""),
        (FieldKind.TEXT, 7, ""),
        (FieldKind.TEXT, True, "This is a truth value; text is expected here."),
        (FieldKind.NUMBER, "7", "This is text; a number is expected here."),
        (FieldKind.NUMBER, True, "This is a truth value; a number is expected here."),
        (FieldKind.DURATION, "pending", ""),
        (FieldKind.DURATION, "long", "This is text; seconds, or the word pending, are expected here."),
        (FieldKind.DATETIME, 1795543331000, ""),
        (FieldKind.DATETIME, "soon", "No date and time that a CRM could read."),
        (FieldKind.DATE, "2026-02-30", "No date such as 2026-11-24."),
        (FieldKind.LIST, {}, "This is an object; a list is expected here."),
        (FieldKind.OBJECT, [], "This is a list; an object is expected here."),
        (FieldKind.CHECKBOX, "true", ""),
        (FieldKind.CHECKBOX, 1, "This is a number; yes or no is expected here."),
        (FieldKind.PHONE, 12025550144, "This is a number; clients send a phone number as text."),
    ],
)
def test_unusual_values_are_told_in_words(kind: FieldKind, value: Any, words: str) -> None:
    assert complaint(Field("x", "X", kind), value) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+12025550144", ""),
        ("101", ""),
        ("+1202", "No phone number that can exist: it is too short."),
        ("+120255501441234", "No phone number that can exist: it is too long."),
        ("(202) 555-0144", "Not in international form, such as +12025550144; RingCentral sends numbers so."),
        ("nobody", "No phone number: it holds no digits."),
        ("+99912345678", "No phone number: its country code is unknown."),
    ],
)
def test_phone_numbers_are_looked_at_with_their_country(number: str, words: str) -> None:
    assert phone_complaint(number) == words


def test_what_is_required_and_absent_is_told() -> None:
    field = CALL.field("contactId")
    assert {complaint(field, each)[:8] for each in (UNDEFINED, None, "")} == {"Required"}
    assert complaint(field, 77) == ""


def test_a_place_inside_something_that_is_no_object_is_blocked() -> None:
    assert blocked({"logInfo": "x"}, "logInfo.from.phoneNumber").startswith("logInfo is text here")
    assert blocked({"logInfo": {"from": []}}, "logInfo.from.phoneNumber").startswith("logInfo.from is a list")
    for free in ({}, {"logInfo": None}, {"logInfo": {"messages": []}}, {"logInfo": {"messages": [{}]}}):
        assert blocked(free, "logInfo.messages.0.subject") == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 2}', "“a” stands twice"),
        ("[1e400]", "larger than any number"),
        ("[NaN]", "NaN is no JSON value"),
        ("[1", "in line 1, column 3"),
        ("[" * 100_000, "nested deeper than 200 levels"),
        ("1" * 5000, "too many digits"),
    ],
)
def test_json_that_would_lose_something_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(UsageError, match="not JSON yet") as refused:
        parse_json(text)
    assert why in refused.value.message


def test_numbers_and_signs_that_cannot_be_seen_come_back_as_they_were() -> None:
    value = [2**70, 1, 1.0, -0.0, "caf\u00e9", "cafe\u0301", "a\u00a0b", "\u200b", "\U0001f600", "\u2028", {}]
    text = json_text(value)
    assert json_text(parse_json(text)) == text
    assert [type(each) for each in parse_json(text)] == [type(each) for each in value]
    assert "\\u00a0" in text
    assert "\\u200b" in text
    assert "café" in text


@given(value=st.text(alphabet="a\r\n\u2028\u2029\u00a0\ud83d\u00e9"), typed=st.text(alphabet="b"), data=st.data())
def test_retyping_changes_what_was_typed_and_nothing_else(value: str, typed: str, data: st.DataObject) -> None:
    shown = shown_text(value, lines=True)
    assert retyped(value, shown, lines=True) == value
    place = data.draw(st.integers(0, len(shown)))
    after = shown[:place] + typed + shown[place:]
    changed = retyped(value, after, lines=True)
    assert shown_text(changed, lines=True) == after
    assert len(changed) == len(value) + len(typed)


def test_items_of_lists_are_told_apart_by_their_lines() -> None:
    leg = {"direction": "Inbound", "from": {"name": "Dana", "phoneNumber": "+1"}, "to": None, "duration": 61}
    assert item_line(LEG, leg) == "Inbound, Dana, +1, 1 min 1 s"
    assert item_line(ATTENDEE, 77) == "77"
    assert item_line(ATTENDEE, {}) == "empty"
    assert item_line(NAME, "") == "empty"
    assert item_line(LEG, [1]) == "a list"
    assert moved([1, 2, 3], 0, 2) == [2, 3, 1]


def test_results_offer_what_they_name() -> None:
    found = {"matchedContactInfo": [{"id": 7, "name": "Dana", "type": "Lead", "phone": "+1"}, {"isNewContact": True}]}
    (contact,) = picks_of("findContact", found, {})
    assert contact.words == "Dana, Lead, +1, 7"
    assert contact.values(CALL.field("contactId")) == {"contactId": 7, "contactType": "Lead", "contactName": "Dana"}
    (made,) = picks_of("createContact", {"contactInfo": {"id": "9", "name": "Lee"}}, {"newContactType": "Person"})
    assert made.type == "Person"
    call = {"sessionId": "s-1", "direction": "Outbound", "to": {"phoneNumber": "+2"}, "startTime": 0}
    (log,) = picks_of("createCallLog", {"logId": "act_1"}, {"callLog": call})
    assert log.words == "Outbound call to +2, log act_1, 1970-01-01 00:00:00 +00:00, s-1"
    (user,) = picks_of("getUserList", [{"id": "u", "name": "Sam", "email": "sam@example.test"}], {})
    assert (user.id, user.about) == ("u", "sam@example.test")
    (new,) = picks_of("createAppointment", {"appointmentId": 4}, {"payload": {"title": "Strategy call"}})
    assert (new.id, new.name) == ("4", "Strategy call")
    assert len(picks_of("listAppointments", {"appointments": [{"id": 1}, {"id": 2}]}, {})) == 2
    for interface, value in (("findContact", None), ("getUserList", "x"), ("createCallLog", {}), ("getAuthType", "y")):
        assert picks_of(interface, value, {}) == ()


def test_what_was_picked_last_comes_first_and_each_once() -> None:
    found = [*picks_of("getUserList", [{"id": each, "name": each} for each in "abcb"], {})]
    assert [pick.id for pick in in_order(found, "user")] == ["a", "b", "c"]
    assert [pick.id for pick in in_order(found, "user", ["c", "gone"])] == ["c", "a", "b"]
    assert in_order(found, "contact") == ()


def test_an_override_keeps_the_secrets_that_were_not_retyped() -> None:
    real = {"token": "secret", "list": [1, {"key": "hidden"}], "host": "a"}
    shown = {"token": "••••", "list": [1, {"key": "••••"}], "host": "a"}
    typed = {"token": "••••", "list": [2, {"key": "mine"}, 3], "new": None}
    assert unmasked(typed, shown, real) == {"token": "secret", "list": [2, {"key": "mine"}, 3], "new": None}
    assert unmasked(shown, shown, real) == real
