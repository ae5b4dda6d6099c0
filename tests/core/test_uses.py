"""Which fields of other calls a value is offered to."""

from __future__ import annotations

import pytest

from workbench.core.forms import FieldKind, build_form
from workbench.core.tracing.uses import fitted, uses
from workbench.core.values import Value
from workbench.services.resources import contract

FORMS = [build_form(each.name, None) for each in contract()]


def fitting(place: str, value: Value) -> set[tuple[str, str]]:
    return {(use.interface, use.path) for use in uses(place, value, FORMS) if use.kind}


@pytest.mark.parametrize(
    ("place", "value", "interface", "path"),
    [
        ("matchedContactInfo.0.id", "1001", "createCallLog", "contactId"),
        ("contactInfo.id", 1001, "createMessageLog", "contactId"),
        ("data.0.id", 1001, "createCallLog", "contactId"),
        ("logId", "42", "getCallLog", "callLogId"),
        ("logId", "42", "updateCallLog", "existingCallLog.thirdPartyLogId"),
        ("logId", "42", "updateMessageLog", "existingMessageLog.thirdPartyLogId"),
        ("matchedContactInfo.0.phone", "+12025550144", "findContact", "phoneNumber"),
        ("data.phones.0.number", "(202) 555-0144", "createCallLog", "logInfo.from.phoneNumber"),
        ("matchedContactInfo.0.type", "Lead", "createContact", "newContactType"),
        ("matchedContactInfo.0.name", "Maya Lindqvist", "findContactWithName", "name"),
        ("user.hostname", "app.acme.test", "getUserInfo", "hostname"),
        ("appointments.0.id", "ap1", "cancelAppointment", "appointmentId"),
        ("data.created_at", "2026-11-24T10:00:00Z", "createCallLog", "logInfo.startTime"),
        ("callLogInfo.subject", "Call with Maya", "updateCallLog", "subject"),
        ("rcAccountId", "37", "getUserInfo", "rcAccountId"),
    ],
)
def test_a_value_is_offered_where_its_kind_is_taken(place: str, value: Value, interface: str, path: str) -> None:
    assert (interface, path) in fitting(place, value)


def test_other_fields_come_after_those_that_fit() -> None:
    offered = uses("logId", "42", FORMS)
    kinds = [bool(use.kind) for use in offered]
    assert kinds == sorted(kinds, reverse=True)
    assert any(use.path == "note" and not use.kind for use in offered)
    assert not any(use.path in ("user", "authHeader", "proxyConfig") for use in offered)


def test_a_list_is_offered_to_lists_alone() -> None:
    offered = [use for use in uses("messages", [{"id": 1}], FORMS) if not use.is_argument]
    assert ("createMessageLog", "logInfo.messages") in {(use.interface, use.path) for use in offered}
    assert not any(use.path == "phoneNumber" for use in offered)


def test_a_value_is_fitted_to_its_field() -> None:
    assert fitted(1001, FieldKind.TEXT, "contactId") == "1001"
    assert fitted(1001, FieldKind.NUMBER, "ringSenseAIScore") == 1001
    assert fitted("https://app.acme.test/x", FieldKind.TEXT, "hostname") == "app.acme.test"
    assert fitted("https://app.acme.test/x", FieldKind.TEXT, "voicemailLink") == "https://app.acme.test/x"
