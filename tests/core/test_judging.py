"""Every rule fires on the outcome that breaks it, exactly once, and on nothing that is right."""

from __future__ import annotations

from typing import Any

import pytest
from builders_judging import CONTACT, GOOD, REFUSED, SAID, USER, good, good_outcome, returned, threw
from cases_judging import CASES, Case

from workbench.core.connection.user import UserChanges
from workbench.core.judging import judge, judge_description, verdict
from workbench.core.manifest import parse_manifest
from workbench.core.rules import EVERYWHERE, RULES, rule, rules_for
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Outcome, OutcomeKind, Verdict
from workbench.core.values import UNDEFINED, Special
from workbench.services.resources import contract

TABLE = contract()
SEARCH = "exports/contact-search-missing"


def judged(interface: str, outcome: Outcome, **known: Any) -> tuple[Finding, ...]:
    return judge(interface, outcome, table=TABLE, **{"platform": "acme", **known})


def rules_of(interface: str, value: object, **known: Any) -> list[str]:
    return [finding.rule for finding in judged(interface, returned(value), **known)]


def describe(*left_out: str, others: tuple[str, ...] = (), auth_type: str = "oauth") -> AdapterDescription:
    exports = tuple(name for name in TABLE.names if name not in left_out)
    source = AdapterSource(AdapterKind.NODE, "index.js", ".", "acme", "acme")
    return AdapterDescription(source, exports, others, auth_type=auth_type)


@pytest.mark.parametrize("interface", sorted(GOOD))
def test_a_correct_adapter_has_no_findings(interface):
    outcome = good_outcome(interface)
    findings = judged(interface, outcome)
    assert findings == ()
    assert verdict(outcome, findings) is Verdict.MEETS


def test_good_answers_cover_all_interfaces():
    assert set(GOOD) == set(TABLE.names)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_fires_once(case: Case):
    known = {"era": case.era, "auth_type": case.auth_type, "user": case.user, "around": case.around}
    findings = judged(case.interface, case.outcome, **known)
    assert sorted(finding.rule for finding in findings) == sorted({case.rule, *case.consequences})
    row = rule(case.rule)
    assert row.holds_in(case.interface)
    found = next(finding for finding in findings if finding.rule == case.rule)
    assert found.severity is row.severity
    assert found.message
    assert found.app_connect_does == row.app_connect_does or case.rule == "traffic/failure-passed-over"
    assert found.mend == row.mend


EXPORTS = (
    ("exports/registration-refused", describe("createCallLog"), ()),
    ("exports/auth-type-missing", describe("getAuthType"), ()),
    ("exports/basic-auth-missing", describe("getBasicAuth", auth_type="apiKey"), ()),
    ("exports/oauth-info-missing", describe("getOauthInfo"), ()),
    ("exports/user-info-missing", describe("getUserInfo"), ()),
    (
        "exports/oauth-info-needed",
        describe("getOauthInfo", "updateServerLoggingSettings", auth_type="apiKey"),
        (),
    ),
    ("exports/core-missing", describe("unAuthorize"), ()),
    ("exports/feature-missing", describe("createContact"), ()),
    (
        "exports/misspelt",
        describe("findContactWithName", others=("findContactWithNames", "accountData", "helper")),
        (),
    ),
    ("exports/log-format-missing", describe("getLogFormatType"), ()),
)


@pytest.mark.parametrize(("rule_id", "description", "consequences"), EXPORTS, ids=[row[0] for row in EXPORTS])
def test_the_export_rule_fires_once(rule_id, description, consequences):
    findings = judge_description(description, table=TABLE)
    assert sorted(finding.rule for finding in findings) == sorted({rule_id, *consequences})


def test_a_complete_adapter_has_no_findings_on_its_exports():
    assert judge_description(describe(), table=TABLE) == ()
    assert judge_description(describe("getLogFormatType"), era="seed", table=TABLE) == ()
    assert judge_description(describe(others=("findContacts",)), table=TABLE) == ()


def test_a_search_that_the_manifest_switches_on_needs_its_interface():
    searching = parse_manifest({"platforms": {"acme": {"page": {"useContactSearch": True}}}}).platform("acme")
    (found,) = judge_description(describe("findContactWithName"), table=TABLE, platform=searching)
    assert found.rule == SEARCH
    assert judge_description(describe(), table=TABLE, platform=searching) == ()


def test_every_rule_has_a_case():
    assert {case.rule for case in CASES} | {row[0] for row in EXPORTS} | {SEARCH} == {row.id for row in RULES}
    assert len({row.id for row in RULES}) == len(RULES)


def test_rules_are_complete_sentences_about_known_interfaces():
    for row in RULES:
        assert row.title.endswith(".")
        assert row.app_connect_does.endswith(".")
        assert row.mend.endswith(".")
        assert row.source
        assert row.interfaces == EVERYWHERE or set(row.interfaces) <= set(TABLE.names)
    assert rules_for("createCallLog")[0].id == "create-call-log/returns-nothing"
    assert "user/unsaved" in [row.id for row in rules_for("createCallLog")]


@pytest.mark.parametrize("kind", [OutcomeKind.CRASHED, OutcomeKind.TIMED_OUT, OutcomeKind.CANCELLED])
def test_what_did_not_end_by_itself_failed_without_findings(kind):
    outcome = Outcome(kind)
    findings = judged("createCallLog", outcome)
    assert findings == ()
    assert verdict(outcome, findings) is Verdict.FAILED


def test_a_throw_failed_whatever_the_findings():
    outcome = threw(429)
    findings = judged("findContact", outcome)
    assert [finding.severity for finding in findings] == [Severity.NOTE]
    assert verdict(outcome, findings) is Verdict.FAILED


def test_notes_do_not_keep_from_meeting_the_contract():
    outcome = returned(good("createCallLog", logId=7))
    findings = judged("createCallLog", outcome)
    assert [finding.severity for finding in findings] == [Severity.NOTE]
    assert verdict(outcome, findings) is Verdict.MEETS


def test_a_warning_keeps_from_meeting_the_contract():
    outcome = returned(good("createCallLog", successful=False))
    assert verdict(outcome, judged("createCallLog", outcome)) is Verdict.FINDINGS


@pytest.mark.parametrize(
    ("era", "variant", "expected"),
    [
        ("head", "", ["update-message-log/returns-nothing"]),
        ("head", "shared", []),
        ("mid", "", []),
        ("seed", "", []),
    ],
)
def test_update_message_log_may_return_nothing_where_nobody_reads_it(era, variant, expected):
    assert rules_of("updateMessageLog", UNDEFINED, era=era, variant=variant) == expected


def test_python_none_is_nothing_too():
    assert rules_of("createCallLog", None) == ["create-call-log/returns-nothing"]


@pytest.mark.parametrize("status", [400, 402, 404, 409])
def test_statuses_that_look_like_a_lost_login(status):
    assert judged("findContact", threw(status))[0].rule == "throws/mistaken-for-authorization"


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ({"matchedContactInfos": [CONTACT]}, "matchedContactInfo"),
        ({"sucessful": True}, "successful"),
        ({"returnMesage": SAID}, "returnMessage"),
        ({"return_message": SAID}, "returnMessage"),
    ],
)
def test_misspelt_members_are_named(misspelt, meant):
    whole = {key: value for key, value in good("findContact", returnMessage=SAID).items() if key != meant}
    findings = judged("findContact", returned({**whole, **misspelt}))
    found = [finding for finding in findings if finding.rule == "returns/misspelt-key"]
    assert [finding.path for finding in found] == list(misspelt)
    assert meant in found[0].message


@pytest.mark.parametrize("key", ["messageTyp", "detaisl", "mesage", "TTL"])
def test_misspelt_members_of_a_message_are_named(key):
    said = {"messageType": "success", "message": "Done", key: "x"}
    meant = {"messageTyp": "messageType", "mesage": "message"}.get(key, "")
    said.pop(meant, None)
    assert "return-message/misspelt-key" in rules_of("createCallLog", good("createCallLog", returnMessage=said))


def test_members_of_a_contacts_own_are_no_misspellings():
    own = {"companyId": "9", "phoneNumbers": [], "typeName": "Person", "nameSuffix": "Jr", "deals": [], "owner": "7"}
    assert rules_of("findContact", good("findContact", matchedContactInfo=[{**CONTACT, **own}])) == []


def test_a_lone_number_in_a_list_of_contacts_is_reported_once():
    many = [{**CONTACT, "id": number} for number in range(1, 5)]
    assert rules_of("findContact", good("findContact", matchedContactInfo=many)) == ["identity/numeric"]


@pytest.mark.parametrize(
    "date",
    [
        "2025-06-17T09:30:00.000Z",
        "2025-06-17 09:30:00+02:00",
        "2025-06-17",
        "20250617",
        1750152600,
        1750152600000,
        "1750152600000",
        "/Date(1750152600000)/",
        Special("date", "2025-06-17T09:30:00.000Z"),
    ],
)
def test_dates_that_clients_can_read(date):
    found = rules_of("findContact", good("findContact", matchedContactInfo=[{**CONTACT, "createdDate": date}]))
    assert "contact/created-date-unreadable" not in found


@pytest.mark.parametrize("offset", ["-05:00", "+5:30", "-300", -5, 5.5, "0", None])
def test_time_zones_that_app_connect_can_read(offset):
    assert rules_of("getUserInfo", good("getUserInfo", platformUserInfo__timezoneOffset=offset)) == []


@pytest.mark.parametrize("offset", ["Europe/Madrid", "05:00", "+0530", "UTC-5"])
def test_time_zones_that_it_misreads(offset):
    found = rules_of("getUserInfo", good("getUserInfo", platformUserInfo__timezoneOffset=offset))
    assert found == ["get-user-info/time-zone-unreadable"]


def test_a_format_of_its_own_needs_no_full_body():
    value = good("getCallLog", callLogInfo__fullBody=UNDEFINED)
    assert rules_of("getCallLog", value, log_format="custom") == []
    assert rules_of("getCallLog", value, log_format="text/html") == ["get-call-log/full-body-missing"]
    assert rules_of("getCallLog", value, era="seed") == []


def test_a_refused_logout_may_leave_the_tokens():
    assert rules_of("unAuthorize", {"successful": False, "returnMessage": REFUSED}, user=USER) == [
        "returns/reported-failure"
    ]


@pytest.mark.parametrize("user", [None, {}, {**USER, "accessToken": ""}, {**USER, "accessToken": None}])
def test_a_row_without_a_token_has_none_left(user):
    assert rules_of("unAuthorize", good("unAuthorize"), user=user) == []


def test_null_stands_for_an_absent_member():
    assert rules_of("createCallLog", good("createCallLog", returnMessage=None, extraDataTracking=None)) == []


def test_analytics_stay_on_the_server_and_may_hold_anything():
    assert rules_of("createCallLog", good("createCallLog", extraDataTracking={"at": Special("bigint", "1")})) == []


def test_an_unawaited_answer_is_harmless_where_app_connect_awaits_it():
    outcome = returned(GOOD["createCallLog"], was_promise=True)
    assert judged("createCallLog", outcome) == ()


def test_an_adapter_for_api_keys_may_have_oauth_info_all_the_same():
    assert rules_of("getOauthInfo", GOOD["getOauthInfo"], auth_type="apiKey") == []


def test_both_spellings_and_the_row_itself_are_judged():
    outcome = returned(UNDEFINED)
    by_name = judge("createCallLog", outcome, table=TABLE)
    assert judge("create_call_log", outcome, table=TABLE) == by_name
    assert judge(TABLE["createCallLog"], outcome, table=TABLE) == by_name


def test_a_warning_beside_a_log_id_is_no_failure():
    """The message was logged; the adapter warns of something lesser."""
    answer = good("createMessageLog", returnMessage=REFUSED)
    assert rules_of("createMessageLog", answer) == []


@pytest.mark.parametrize("nothing", [None, "", False])
def test_an_outcome_that_is_not_stored_on_purpose_is_a_note(nothing):
    assert rules_of("upsertCallDisposition", {"logId": nothing}) == ["upsert-call-disposition/nothing-stored"]
    assert rules_of("upsertCallDisposition", {}) == ["upsert-call-disposition/log-id-missing"]


def test_a_contact_may_have_no_date():
    contact = {**CONTACT, "createdDate": "", "mostRecentActivityDate": ""}
    assert rules_of("findContact", good("findContact", matchedContactInfo=[contact])) == []


def test_a_buffer_from_getbasicauth_is_text_in_the_header():
    outcome = Outcome(OutcomeKind.RETURNED, Special("buffer", "a2V5Og=="), text="a2V5Og==")
    assert judged("getBasicAuth", outcome) == ()
    doubled = Outcome(OutcomeKind.RETURNED, Special("buffer", "x"), text="Basic a2V5Og==")
    assert [finding.rule for finding in judged("getBasicAuth", doubled)] == ["get-basic-auth/doubled-scheme"]


def test_nobody_is_redirected_at_a_login_by_key():
    info = {"clientId": "c", "clientSecret": "s", "accessTokenUri": "https://acme.example.test/token"}
    outcome = Outcome(OutcomeKind.RETURNED, info)
    assert judge("getOauthInfo", outcome, table=TABLE, auth_type="oauth", by_key=True) == ()


@pytest.mark.parametrize(
    ("row", "expected"), [({"accessToken": "t"}, ["un-authorize/tokens-left"]), ({"accessToken": ""}, []), ({}, [])]
)
def test_the_stored_row_tells_whether_tokens_are_left(row, expected):
    outcome = Outcome(OutcomeKind.RETURNED, {"returnMessage": {"message": "Bye", "messageType": "success", "ttl": 3}})
    found = judge("unAuthorize", outcome, table=TABLE, user=row)
    assert [finding.rule for finding in found if finding.rule.startswith("un-")] == expected


def test_what_a_refused_call_assigned_was_not_to_be_stored():
    unsaved = UserChanges(unsaved={"platformAdditionalInfo": {"user": "u"}})
    refused = Outcome(OutcomeKind.RETURNED, {"successful": False, "returnMessage": SAID}, user_changes=unsaved)
    assert "user/unsaved" not in [finding.rule for finding in judged("updateServerLoggingSettings", refused)]
    done = Outcome(OutcomeKind.RETURNED, {"successful": True}, user_changes=unsaved)
    assert "user/unsaved" in [finding.rule for finding in judged("updateServerLoggingSettings", done)]
