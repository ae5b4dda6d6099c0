"""What App Connect's server passes over in silence, said aloud (runtime.md section 13, item 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.core.judging.judgement import reports_failure
from workbench.core.manifest import Platform, Setting
from workbench.core.manifest.user_settings import empty_settings
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.values import Json, Value
from workbench.core.values.paths import get_path


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


def settings_empty(platform: Platform | None, user: Mapping[str, Json], outcome: Outcome) -> Iterator[Finding]:
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
    if not asked and "setting" in words:
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
