"""Exchanges that failed while the adapter says nothing of it (runtime.md section 13, item 7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from workbench.core.judging.around import texts_in
from workbench.core.judging.hosts import is_family
from workbench.core.judging.judgement import Judgement, reports_failure, tells_failure
from workbench.core.traffic.seen import Seen
from workbench.core.values import Value
from workbench.core.values.javascript import member, missing, truthy

RULE: Final = "traffic/failure-passed-over"

_FINDERS: Final = ("findContact", "findContactWithName")
_GONE: Final = (404, 410)
_TOKEN: Final = re.compile(r"token|oauth|auth|login|session|identity|connect", re.IGNORECASE)
_CREDENTIAL: Final = re.compile(
    r"authorization|cookie|(?:api|access|app|session|auth)[-_]?(?:key|token|id)", re.IGNORECASE
)
_SPEAKS: Final = re.compile(
    r"fail|error|could ?n.t|could not|cannot|can.t|unable|denied|refused|rejected|incomplete|partial|without|invalid"
    r"|\bnot (be |been )?\w+",
    re.IGNORECASE,
)
"""Words by which a message of any type tells that something went wrong."""
_NUMBER: Final = re.compile(r"\d+")

_CONSEQUENCES: Final = {
    "createCallLog": "Goes by logId: it reports the call as logged and links it, whatever this request was for.",
    "updateCallLog": "Reports the log as updated: any returned object is success.",
    "getCallLog": "Shows what the adapter gives as what the CRM holds, and an update starts from it.",
    "upsertCallDisposition": "Goes by logId: it reports the outcome as stored.",
    "createMessageLog": "Counts the message as logged and does not send it again.",
    "updateMessageLog": "Counts the message as logged and does not send it again.",
    "createContact": "Goes by contactInfo: it reports the contact as created and logs for it.",
    "findContact": "Shows what the adapter gives as all that the CRM has; who is missing looks like nobody.",
    "findContactWithName": "Shows what the adapter gives as all that the CRM has; who is missing looks like nobody.",
    "getUserInfo": "Logs the user in with what the adapter gives; what the CRM would have told is missing.",
    "unAuthorize": "Shows the user as logged out; the CRM may go on taking the session and its tokens for valid.",
    "checkAndRefreshAccessToken": "Goes on with the user that it gets, and perhaps with a token that is worth nothing.",
    "getUserList": "Takes the list for complete; whoever is missing in it is mapped to nobody.",
    "getLicenseStatus": "Takes the licence for valid without the CRM's word.",
}


def check_passed_over(judgement: Judgement) -> None:
    """Find each failed exchange that neither was made good later nor is told of."""
    result, exchanges = judgement.outcome.value, judgement.around.exchanges
    if not any(each.failure for each in exchanges) or _is_told(judgement.interface.name, result):
        return
    alike: dict[tuple[str, str], list[Seen]] = {}
    for place, each in enumerate(exchanges):
        if each.failure and not _is_harmless(judgement, each, exchanges[place + 1 :]):
            alike.setdefault((_NUMBER.sub("1", each.name), each.failure), []).append(each)
    for (_, failure), found in alike.items():
        told = f"{found[0].name} {failure}, and the adapter says nothing of it."
        does = _CONSEQUENCES.get(judgement.interface.name, "")
        judgement.find(RULE, "", told, count=len(found), does=does)


def _is_told(interface: str, result: Value) -> bool:
    """Whether the answer says that something failed, or is itself the answer to it."""
    if tells_failure(result) or reports_failure(result):
        return True
    if interface == "checkAndRefreshAccessToken":
        return missing(result)
    if interface == "getLicenseStatus":
        return not truthy(member(result, "isLicenseValid"))
    message = member(result, "returnMessage")
    said = [member(message, "message"), member(message, "details"), member(result, "failMessage")]
    return any(_SPEAKS.search(text) for text in texts_in(said))


def _is_harmless(judgement: Judgement, failed: Seen, later: Sequence[Seen]) -> bool:
    interface, status = judgement.interface.name, failed.status
    if any(each.succeeded and _is_same(each, failed) for each in later) or _is_elsewhere(judgement, failed):
        return True
    if status == 401 and (interface == "unAuthorize" or _is_renewed(failed, later)):
        return True
    if status in _GONE and interface in _FINDERS:
        return True
    if status in (*_GONE, 204) and (
        failed.method == "DELETE" or (failed.reads and any(_works(each) for each in later))
    ):
        return True
    if status < 400 and interface in _FINDERS and _finds_nobody(failed):
        return True
    if failed.method in ("PUT", "PATCH") and status in (*_GONE, 405):
        # What is not there to be changed is made.
        return any(each.succeeded and not each.reads for each in later)
    if status in (409, 412, 423, 428) and any(
        each.succeeded and each.method == failed.method and each.address.path == failed.address.path for each in later
    ):
        # What somebody else changed meanwhile is read and written again.
        return True
    if (status < 300 or status in (409, 412, 422, 400)) and _is_taken(failed):
        # What is there already is used: by another request, or by its id.
        return any(_works(each) for each in later) or _is_named(failed, judgement.outcome.value)
    if status in (*_GONE, 405, 501):
        # Another version of the same address answers.
        return any(each.succeeded and each.method == failed.method and _last(each) == _last(failed) for each in later)
    return False


def _is_same(one: Seen, other: Seen) -> bool:
    """Whether two are the same request, wherever it went; what stands in the query may be a new token."""
    return one.method == other.method and one.address.path == other.address.path and one.sent == other.sent


def _is_renewed(failed: Seen, later: Sequence[Seen]) -> bool:
    """Whether a token was renewed after a 401, and what it was wanted for succeeded."""
    renewed = [place for place, each in enumerate(later) if each.succeeded and _TOKEN.search(each.address.path)]
    after = later[renewed[0] + 1 :] if renewed else ()
    same = [each for each in after if each.method == failed.method and _last(each) == _last(failed)]
    # A request that only tried the session needs no second time.
    return bool(renewed) and (any(each.succeeded for each in same) or (failed.reads and not same))


def _is_elsewhere(judgement: Judgement, failed: Seen) -> bool:
    """Whether it went to nobody's CRM: a host of another domain, without anything to log in with."""
    hosts = judgement.around.hosts
    if not hosts or is_family(failed.host, hosts):
        return False
    names = [name for name, _ in failed.exchange.request.headers]
    return not any(_CREDENTIAL.fullmatch(name.removeprefix("x-").removeprefix("X-")) for name in names)


def _is_taken(failed: Seen) -> bool:
    said = failed.failure if failed.status < 300 else failed.answer
    return failed.status == 409 or bool(re.search(r"duplicate|already|\bexists\b|unique", said, re.IGNORECASE))


def _is_named(failed: Seen, result: Value) -> bool:
    """Whether the adapter gives the id of the record that the answer names as the one there is."""
    given = (member(result, "logId"), member(member(result, "contactInfo"), "id"))
    return any(
        re.search(rf"(?<!\w){re.escape(str(each))}(?!\w)", failed.answer)
        for each in given
        if isinstance(each, str | int) and str(each)
    )


def _finds_nobody(failed: Seen) -> bool:
    return bool(
        re.search(r"not found|no (\w+ ){0,2}(match|record|result|contact|data)|none", failed.failure, re.IGNORECASE)
    )


def _works(each: Seen) -> bool:
    return each.succeeded and not _TOKEN.search(each.address.path)


def _last(each: Seen) -> str:
    return each.address.path.rstrip("/").rpartition("/")[2]
