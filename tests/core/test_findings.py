"""How findings are summed up: one of a kind with a count, the gravest first, in every face alike."""

from __future__ import annotations

from builders_invocations import invocation
from builders_judging import CONTACT, good, returned

from workbench.core.judging import judge
from workbench.core.redaction import Redactor
from workbench.core.run.document import invocation_document, invocation_from_document
from workbench.core.run.finding import Finding, Severity, counted, gathered, gravest
from workbench.core.run.invocation import Outcome, OutcomeKind, Verdict
from workbench.core.run.summary import summary
from workbench.core.values import Special
from workbench.services.resources import contract


def finding(severity: Severity, path: str = "", message: str = "So it is.", rule: str = "a/rule") -> Finding:
    return Finding(rule, severity, path, message, "Does.", "Mend.")


def test_what_is_said_of_several_items_is_said_once() -> None:
    places = [finding(Severity.NOTE, f"matchedContactInfo.{each}.id", f"{each} is a number.") for each in range(4)]
    (one,) = gathered(places)
    assert (one.path, one.count) == ("matchedContactInfo.0.id", 4)
    assert one.said == "0 is a number. (4 times)"
    assert gathered([one, *places[:2]])[0].count == 6
    assert gathered([one]) == (one,)


def test_what_differs_is_said_each() -> None:
    note = Severity.NOTE
    several = [
        finding(note, "contact2.id"),
        finding(note, "contact3.id"),
        finding(note, "matchedContactInfo.0.name"),
        finding(note, "", "getCallLog threw."),
        finding(note, "", "getUserInfo threw."),
        finding(note, "", "getUserInfo threw.", rule="another/rule"),
    ]
    assert gathered(several) == tuple(several)


def test_the_gravest_stands_first_and_sums_up() -> None:
    note, warning, error = (finding(each, message=each.value) for each in reversed(Severity))
    assert gathered([note, warning, error]) == (error, warning, note)
    assert gravest([note, warning]) is warning
    assert gravest([]) is None
    assert counted([note, warning, error, error]) == "2 errors"
    assert counted([note, warning]) == "1 warning"
    assert counted([note]) == ""


def test_every_face_has_the_count_and_the_gravest() -> None:
    unsorted = (finding(Severity.NOTE, "a.0"), finding(Severity.NOTE, "a.1"), finding(Severity.ERROR, "b", "Bad."))
    fired = invocation(verdict=Verdict.FINDINGS, findings=unsorted)
    assert summary(fired, Redactor()) == "Bad."
    document = invocation_document(fired, None, lambda body: body.data or b"", wire=True)
    read = invocation_from_document(document)
    assert [(each.severity.value, each.count) for each in read.findings] == [("error", 1), ("note", 2)]
    again = invocation_document(read, None, lambda body: body.data or b"")["findings"]
    assert [each["count"] for each in again] == [1, 2]


def test_a_call_that_failed_is_summed_up_by_how_it_ended() -> None:
    outcome = Outcome(OutcomeKind.TIMED_OUT, sentence="No answer.")
    fired = invocation(verdict=Verdict.FAILED, outcome=outcome, findings=(finding(Severity.ERROR),))
    assert summary(fired, Redactor()) == "No answer."


def test_many_contacts_with_the_same_flaw_are_one_finding() -> None:
    contacts = [{**CONTACT, "id": each, "raw": Special("bigint", "1")} for each in range(1, 31)]
    found = judge(
        "findContact", returned(good("findContact", matchedContactInfo=contacts)), table=contract(), platform="acme"
    )
    assert [(each.rule, each.count) for each in found] == [("returns/big-integer", 30), ("identity/numeric", 30)]


def test_what_is_stored_as_json_is_judged_though_nobody_is_sent_it() -> None:
    info = good("getUserInfo", platformUserInfo__platformAdditionalInfo={"seat": Special("bigint", "1")})
    (found,) = judge("getUserInfo", returned(info), table=contract(), platform="acme")
    assert (found.rule, found.path) == ("returns/big-integer", "platformUserInfo.platformAdditionalInfo.seat")
