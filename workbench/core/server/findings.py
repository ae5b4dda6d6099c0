"""What App Connect's server passes over in silence, said aloud (runtime.md section 13, item 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.values import Value


def read_failed(why: str) -> Finding:
    """The log could not be read before an update."""
    return Finding(
        "server/read-before-update-failed",
        Severity.NOTE,
        "existingCallLogDetails",
        f"The log could not be read before this update. {why}".strip(),
        "It goes on without a word: the text starts from nothing, so what the CRM holds is overwritten.",
        "Let getCallLog answer for every log that updateCallLog is called for.",
    )


def base_text_is_note(*, has_note: bool) -> Finding:
    """getCallLog gave no fullBody before an update."""
    start = "the note" if has_note else "nothing"
    return Finding(
        "server/base-text-missing",
        Severity.NOTE,
        "composedLogDetails",
        f"getCallLog gave no fullBody, so the new text starts from {start}.",
        "It replaces the CRM's text by the note and the fields that it adds again.",
        "Return the whole text of the log as callLogInfo.fullBody.",
    )


def passed_over(interface: str, outcome: Outcome, arguments: Mapping[str, Value]) -> Iterator[Finding]:
    """What the server makes of a result without telling anybody; results themselves are judged by core.judging."""
    if outcome.kind is not OutcomeKind.RETURNED:
        return
    call = arguments.get("callLog")
    if (
        interface == "createCallLog"
        and isinstance(call, dict)
        and not (call.get("telephonySessionId") or call.get("id"))
    ):
        yield Finding(
            "server/linkage-without-id",
            Severity.NOTE,
            "callLog",
            "The call record has neither telephonySessionId nor id.",
            "It cannot store the row that ties the call to the log, and answers with a database failure.",
            "Send the call record as RingCentral gives it.",
        )
