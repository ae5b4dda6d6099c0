"""What App Connect would show, by its own rules of success and its own messages."""

from __future__ import annotations

import pytest
from builders_judging import CONTACT, GOOD, NEW_CONTACT, REFUSED, SAID, good, good_outcome, returned, threw

from workbench.core.run.invocation import Outcome, OutcomeKind, Shown
from workbench.core.run.shown import shown
from workbench.core.values import UNDEFINED, Special


def seen(interface: str, value: object, **more: object) -> Shown | None:
    return shown(interface, returned(value), "acme", **more)


DONE = Shown(successful=True, message="Done", message_type="success", ttl=2000)
CLOSED = Shown(successful=False, message="The CRM is closed today.", message_type="warning", ttl=5000)


@pytest.mark.parametrize(
    ("interface", "value", "expected"),
    [
        ("createCallLog", GOOD["createCallLog"], DONE),
        ("createCallLog", good("createCallLog", successful=False), DONE),
        ("createCallLog", {"successful": True, "returnMessage": REFUSED}, CLOSED),
        ("createCallLog", {"logId": 0}, Shown(successful=False)),
        ("createCallLog", {"logId": Special("bigint", "12")}, Shown(successful=True)),
        ("upsertCallDisposition", {"returnMessage": REFUSED}, CLOSED),
        ("updateCallLog", {"successful": False}, Shown(successful=True)),
        ("updateCallLog", GOOD["updateCallLog"], DONE),
        ("createMessageLog", {"returnMessage": SAID}, DONE),
        ("updateMessageLog", {}, Shown(successful=True)),
        ("getCallLog", GOOD["getCallLog"], Shown(successful=True)),
        ("createContact", GOOD["createContact"], DONE),
        ("createContact", {"contactInfo": {}}, Shown(successful=True)),
        ("createContact", {"contactInfo": None, "returnMessage": REFUSED}, CLOSED),
        ("findContact", GOOD["findContact"], Shown(successful=True)),
        ("findContact", {"matchedContactInfo": [CONTACT]}, Shown(successful=False)),
        ("findContact", {"successful": False, "returnMessage": REFUSED}, CLOSED),
        ("getUserInfo", GOOD["getUserInfo"], DONE),
        ("getUserInfo", {"successful": False, "returnMessage": REFUSED}, CLOSED),
        ("getUserInfo", {"successful": True, "platformUserInfo": {}}, Shown(successful=False)),
        ("postSaveUserInfo", {"name": "Priya Anand"}, Shown(successful=False)),
        ("postSaveUserInfo", GOOD["postSaveUserInfo"], None),
        ("unAuthorize", {"successful": False, "returnMessage": SAID}, DONE),
        ("authValidation", {"successful": False}, Shown(successful=False)),
        ("refreshUserInfo", GOOD["refreshUserInfo"], DONE),
        ("onUpdateUserSettings", {"successful": True, "returnMessage": SAID}, Shown(successful=True)),
        ("getLicenseStatus", GOOD["getLicenseStatus"], Shown(successful=True, message="Active")),
        ("listAppointments", {**GOOD["listAppointments"], "returnMessage": SAID}, Shown(successful=True)),
        ("listAppointments", {"appointments": [{"title": "No id"}]}, Shown(successful=False)),
        ("listAppointments", {"successful": False, "returnMessage": REFUSED}, CLOSED),
        ("createAppointment", {**GOOD["createAppointment"], "returnMessage": SAID}, DONE),
        ("cancelAppointment", GOOD["cancelAppointment"], DONE),
        ("confirmAppointment", {}, Shown(successful=False)),
        ("getAuthType", "oauth", None),
        ("getUserList", GOOD["getUserList"], None),
        ("checkAndRefreshAccessToken", GOOD["checkAndRefreshAccessToken"], None),
        (
            "getOauthInfo",
            {"failMessage": "Which host?"},
            Shown(successful=False, message="Which host?", message_type="danger"),
        ),
    ],
)
def test_returned_values(interface, value, expected):
    assert seen(interface, value) == expected


def test_a_revoked_session():
    found = seen("checkAndRefreshAccessToken", None)
    assert found == Shown(
        successful=False, message="User session expired. Please connect again.", message_type="warning", ttl=5000
    )


def test_nobody_matches():
    found = seen(
        "findContact",
        {"successful": True, "matchedContactInfo": [NEW_CONTACT]},
        arguments={"phoneNumber": "+12025550144"},
    )
    assert found is not None
    assert (found.successful, found.message, found.message_type, found.ttl) == (
        True,
        "Contact not found",
        "warning",
        5000,
    )
    text = found.details[0]["items"][0]["text"]
    assert "+12025550144" in text
    assert "acme" in text


def test_nobody_matches_a_name():
    found = seen("findContactWithName", {"successful": True, "matchedContactInfo": []}, arguments={"name": "Dana"})
    assert found is not None
    assert found.message == "No contact found with name Dana "


@pytest.mark.parametrize(
    ("status", "message", "identity", "word"),
    [
        (429, "Rate limit exceeded", "1", "acme"),
        (400, "Authorization error", "1", "acme"),
        (401, "Authorization error", "1", "acme"),
        (404, "Authorization error", "1", "acme"),
        (409, "Authorization error", "1", "acme"),
        (410, "Error creating call log", 1, "permissions"),
        (503, "Error creating call log", 1, "permissions"),
        (None, "Error creating call log", 1, "permissions"),
    ],
)
def test_the_mapping_of_errors(status, message, identity, word):
    found = shown("createCallLog", threw(status), "acme")
    assert found is not None
    assert (found.successful, found.message, found.message_type, found.ttl) == (False, message, "warning", 5000)
    (paragraph,) = found.details
    (item,) = paragraph["items"]
    assert paragraph["title"] == "Details"
    assert (item["id"], item["type"]) == (identity, "text")
    assert word in item["text"]


@pytest.mark.parametrize(
    ("interface", "title"),
    [
        ("updateMessageLog", "Error creating message log"),
        ("findContact", "Error finding contact"),
        ("findContactWithName", "Error searching contacts"),
        ("upsertCallDisposition", "Error performing upsertCallDisposition"),
        ("cancelAppointment", "Error performing cancelAppointment"),
        ("updateServerLoggingSettings", "Server logging settings update failed"),
    ],
)
def test_titles(interface, title):
    for outcome in (threw(), returned(UNDEFINED)):
        found = shown(interface, outcome, "acme")
        assert found is not None
        assert (found.successful, found.message) == (False, title)


def test_titles_of_earlier_eras():
    found = shown("findContact", threw(), "acme", era="seed")
    assert found is not None
    assert found.message == "Error finding contacts"


def test_errors_that_are_answered_bare():
    assert shown("getUserInfo", threw(401, message="Bad key"), "acme") == Shown(successful=False, message="Bad key")


def test_a_licence_that_could_not_be_asked_for():
    assert shown("getLicenseStatus", threw(500), "acme") == Shown(successful=False, message="Invalid")


def test_nothing_is_harmless_where_nobody_reads_it():
    assert seen("updateMessageLog", UNDEFINED, variant="shared") == Shown(successful=True)
    assert seen("updateMessageLog", None, era="seed") == Shown(successful=True)


def test_details_pass_through_and_a_text_for_ttl_does_not():
    details = [{"title": "Details", "items": [{"id": "1", "type": "text", "text": "Closed until Monday."}]}]
    found = seen("createCallLog", {"returnMessage": {**REFUSED, "ttl": "5000", "details": details}})
    assert found is not None
    assert found.details == details
    assert found.ttl is None


@pytest.mark.parametrize("kind", [OutcomeKind.CRASHED, OutcomeKind.TIMED_OUT, OutcomeKind.CANCELLED])
def test_no_answer_shows_nothing(kind):
    assert shown("createCallLog", Outcome(kind), "acme") is None


@pytest.mark.parametrize("interface", sorted(GOOD))
def test_what_a_correct_adapter_shows_is_never_a_failure(interface):
    found = shown(interface, good_outcome(interface), "acme")
    assert found is None or found.successful
