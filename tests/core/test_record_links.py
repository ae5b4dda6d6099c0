"""Pages of the CRM that a call's records can be opened by, and what App Connect makes of a call without a value."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders_invocations import invocation

from workbench.core.manifest.links import fill_link
from workbench.core.manifest.model import Platform
from workbench.core.run.consequence import consequence
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import AdapterError, Argument, Invocation, Outcome, OutcomeKind
from workbench.core.tracing.record_links import RecordLink, record_links
from workbench.core.values import Value

PLATFORM = Platform(
    key="acme",
    name="acme",
    display_name="Acme",
    auth_type="oauth",
    contact_page_url="https://{hostname}/c/{contactType}/{contactId}",
    log_page_url="https://{hostname}/l/{logId}?c={contactId}",
    can_open_log_page=True,
)
USER = {"hostname": "app.acme.test", "userSettings": {"region": {"value": "eu"}}}
CONTACT = {"id": 7, "type": "Lead", "name": "Maya"}
LOG, PAGE = "https://app.acme.test/l/42?c=7", "https://app.acme.test/c/Lead/7"


def call(interface: str, value: Value, **arguments: Value) -> Invocation:
    given = {"user": USER, **arguments}
    return invocation(
        interface=interface,
        value=value,
        arguments=tuple(Argument(name, item, "server") for name, item in given.items()),
    )


@pytest.mark.parametrize(
    ("interface", "value", "arguments", "links"),
    [
        ("createCallLog", {"logId": "42"}, {"contactInfo": CONTACT}, [LOG, PAGE]),
        ("createMessageLog", {"logId": 42}, {"contactInfo": CONTACT}, [LOG, PAGE]),
        ("createContact", {"contactInfo": CONTACT}, {}, [PAGE]),
        ("getCallLog", {"callLogInfo": {}}, {"callLogId": "42", "contactId": "7"}, [LOG]),
        ("updateCallLog", {}, {"existingCallLog": {"thirdPartyLogId": "42", "contactId": "7"}}, [LOG]),
        (
            "updateMessageLog",
            {},
            {"existingMessageLog": {"thirdPartyLogId": "42"}, "contactInfo": CONTACT},
            [LOG, PAGE],
        ),
        ("createCallLog", {"logId": None}, {"contactInfo": CONTACT}, [PAGE]),
        ("createCallLog", {"logId": "42"}, {}, []),
        ("getAuthType", "oauth", {}, []),
    ],
)
def test_the_pages_of_a_call(interface: str, value: Value, arguments: dict[str, Value], links: list[str]) -> None:
    assert [link.url for link in record_links(call(interface, value, **arguments), PLATFORM)] == links


def test_every_contact_that_was_found_but_not_the_offer_to_make_one() -> None:
    found = [CONTACT, {"id": "8", "type": "Contact", "name": "Sam"}, {"id": "createNewContact", "isNewContact": True}]
    links = record_links(call("findContact", {"matchedContactInfo": found}), PLATFORM)
    assert links == (
        RecordLink("contact", "Maya", PAGE),
        RecordLink("contact", "Sam", "https://app.acme.test/c/Contact/8"),
    )


def test_a_log_page_is_not_offered_where_the_manifest_says_it_cannot_be_opened() -> None:
    closed = replace(PLATFORM, can_open_log_page=False)
    made = call("createCallLog", {"logId": "42"}, contactInfo=CONTACT)
    assert [link.kind for link in record_links(made, closed)] == ["contact"]


def test_a_setting_in_a_link_comes_from_the_user() -> None:
    by_region = replace(PLATFORM, contact_page_url="https://{hostname}/{region}/{contactId}")
    made = call("createContact", {"contactInfo": CONTACT})
    assert [link.url for link in record_links(made, by_region)] == ["https://app.acme.test/eu/7"]
    without = invocation(interface="createContact", value={"contactInfo": CONTACT}, arguments=())
    assert record_links(without, by_region) == ()


def test_only_web_addresses_are_opened() -> None:
    local = replace(PLATFORM, contact_page_url="file:///home/{contactId}")
    assert record_links(call("createContact", {"contactInfo": CONTACT}), local) == ()
    assert record_links(call("createContact", {"contactInfo": CONTACT}), None) == ()


def test_what_app_connect_makes_of_a_call_without_a_value() -> None:
    assert consequence(invocation()) == ""
    finding = Finding("throws/rate-limit", Severity.NOTE, "", "m", "Shows “Rate limit exceeded”.", "Wait.")
    threw = invocation(outcome=Outcome(OutcomeKind.THREW, error=AdapterError("Error", "x")), findings=(finding,))
    assert consequence(threw) == "Shows “Rate limit exceeded”."
    timed_out = invocation(outcome=Outcome(OutcomeKind.TIMED_OUT))
    assert "the time that is built into it" in consequence(timed_out)
    limited = replace(PLATFORM, raw={"requestConfig": {"timeout": 15}})
    assert "15 s, as the manifest says" in consequence(timed_out, limited)
    assert "for everybody" in consequence(invocation(outcome=Outcome(OutcomeKind.CRASHED)))
    assert consequence(invocation(outcome=Outcome(OutcomeKind.CANCELLED))) == ""


def test_a_value_that_holds_tokens_is_put_in_as_it_is() -> None:
    twice = "{contactId}{contactId}"
    template = "{contactId}" * 30
    assert fill_link(template, {"contactId": twice}) == twice * 30
    assert fill_link("{contactId}/{hostname}", {"contactId": "{hostname}", "hostname": "h"}) == "{hostname}/h"
