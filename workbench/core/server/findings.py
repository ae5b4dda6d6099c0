"""What App Connect's server passes over in silence, said aloud (runtime.md section 13, item 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from workbench.core.judging.judgement import reports_failure
from workbench.core.manifest import Platform, Setting
from workbench.core.manifest.user_settings import empty_settings
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Answer, Outcome, OutcomeKind
from workbench.core.server.answers import RENEWAL_FAILED, AdapterThrew, SessionRevoked
from workbench.core.server.tables import too_long_cells
from workbench.core.values import Json, Value
from workbench.core.values.paths import get_path


def read_failed(why: str) -> Finding:
    """The log could not be read before an update."""
    return Finding(
        "server/read-before-update-failed",
        Severity.NOTE,
        "existingCallLogDetails",
        f"The log could not be read before this update. {why}".strip(),
        "It goes on without a word: the text that it composes starts from nothing, not from what the CRM holds.",
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
        "The text that it composes is the note with the fields that it adds again, not what the CRM holds.",
        "Return the whole text of the log as callLogInfo.fullBody.",
    )


def would_refuse(interface: str, refusal: Answer | AdapterThrew) -> Finding:
    """App Connect's server would not have called the interface; a firing calls it all the same."""
    if isinstance(refusal, AdapterThrew):
        does = f"It stumbles over the request ({refusal.error.message}) and answers with a failure."
    else:
        said = get_path(refusal.body, "returnMessage.message") or get_path(refusal.body, "error")
        words = said if isinstance(said, str) else refusal.body if isinstance(refusal.body, str) else ""
        does = f"It answers “{words}” by itself." if words else "It answers without success by itself."
    return Finding(
        "server/would-refuse",
        Severity.NOTE,
        "",
        f"App Connect's server would not call {interface} with this request and what is stored.",
        does,
        "Nothing is to be mended in the adapter; change the request to see what users see.",
    )


def never_calls(interface: str, why: str) -> Finding:
    """App Connect calls this interface of this adapter at no time."""
    return Finding(
        "server/never-calls",
        Severity.NOTE,
        "",
        f"App Connect never calls {interface} of this adapter. {why}",
        "It leaves the function alone, so nothing follows from what it gives.",
        "Nothing is to be mended.",
    )


def stopped_before(interface: str, stop: AdapterThrew | SessionRevoked) -> Finding:
    """App Connect's server ended the operation by itself before it called the interface."""
    if isinstance(stop, SessionRevoked):
        return Finding(
            "server/session-revoked",
            Severity.NOTE,
            "",
            f"The session with the CRM is over: {stop}",
            "It answers 401 with CRM_SESSION_REVOKED, and its client has the user connect again.",
            "Nothing is to be mended in the adapter; log in again.",
        )
    is_of_crm = stop.error.name == RENEWAL_FAILED
    return Finding(
        "server/stopped-before",
        Severity.NOTE if is_of_crm else Severity.ERROR,
        "",
        f"App Connect's server stops before it calls {interface}: {stop.error.message}",
        "It answers with the operation's failure.",
        "See the CRM traffic for the reason, and log in again." if is_of_crm else "Mend what the message names.",
    )


def renewal_findings(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Finding]:
    """What a token that the CRM renewed by App Connect's rule costs later, though this call goes on."""
    if after.get("accessToken") == before.get("accessToken") or not after.get("accessToken"):
        is_kept = bool(after.get("accessToken"))
        yield Finding(
            "server/renewed-without-token",
            Severity.WARNING,
            "",
            "The token address answered the renewal without refusing it, and gave no new access token.",
            "It goes on with the old one, which is about to expire."
            if is_kept
            else "It stores that there is none: this call sends the word null for it, and later ones find nobody "
            "logged in.",
            "See the CRM traffic for what the token address says; it must answer with access_token, or with an error.",
        )
    for column, length, limit in too_long_cells("users", after):
        if after.get(column) != before.get(column):
            yield Finding(
                "server/too-long-for-column",
                Severity.WARNING,
                "",
                too_long_words(column, length, limit),
                "On PostgreSQL, its usual database, the renewed tokens are not stored and this call fails; SQLite "
                "takes them, as the workbench does.",
                SHORTEN,
            )


SHORTEN: Final = "Have the CRM give a shorter one: an opaque token, or one with fewer scopes and claims."
"""The mend of a token that the server's column does not take."""


def too_long_words(column: str, length: int, limit: int) -> str:
    """That a column does not take a value, in numbers."""
    return f"{column} has {length:,} characters, and App Connect's column takes {limit:,}."


def calls_instead(interface: str, chosen: str) -> Finding:
    """A conversation's first message is created and every other one updates its log (section 8.2)."""
    known = "knows a log" if chosen == "updateMessageLog" else "knows no log"
    return Finding(
        "server/calls-instead",
        Severity.NOTE,
        "",
        f"App Connect's server would call {chosen} for this message.",
        f"It {known} of the conversation, by its conversationLogId.",
        f"Nothing is to be mended in the adapter; fire {chosen}, or another conversation.",
    )


_OF_ADMINISTRATORS: Final = ("getServerLoggingSettings", "updateServerLoggingSettings")


def settings_empty(
    interface: str, platform: Platform | None, user: Mapping[str, Json], outcome: Outcome
) -> Iterator[Finding]:
    """The settings that have no value when an adapter throws or refuses, in the manifest's words.

    Those that are required, and those that the adapter speaks of; where it speaks of settings as such, all.
    """
    threw = outcome.kind is OutcomeKind.THREW
    if not threw and not (outcome.kind is OutcomeKind.RETURNED and reports_failure(outcome.value)):
        return
    stored = user.get("userSettings")
    empty = empty_settings(platform, stored if isinstance(stored, dict) else {})
    error = outcome.error.message if outcome.error else ""
    words = str(get_path(outcome.value, "returnMessage.message") if not threw else error).casefold()
    asked = [each for each in empty if each.required or _speaks_of(words, each)]
    # An administrator's settings for server-side logging are none of the user's.
    if not asked and "setting" in words and interface not in _OF_ADMINISTRATORS:
        asked = list(empty)
    if asked:
        told = " ".join(f"{each.description.rstrip('.')}." for each in asked if each.description)
        names = ", ".join(f"“{each.name or each.id}”" for each in asked)
        given = " ".join(f"--setting {each.id}={each.placeholder or '…'}" for each in asked)
        yield Finding(
            "server/settings-empty",
            Severity.NOTE,
            "",
            f"{names} {'is' if len(asked) == 1 else 'are'} not set; fill in under Settings in App Connect, or give "
            f"{given}. {told}".strip(),
            "The adapter goes without until its user fills it in on the settings page.",
            f"Nothing to mend in the adapter. Give {given}.",
        )


def _speaks_of(words: str, setting: Setting) -> bool:
    return any(name and name.casefold() in words for name in (setting.name, setting.id))


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
