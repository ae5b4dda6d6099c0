"""The text of a log as App Connect's server composes it before it calls (contract: runtime.md 7.2 and 7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from workbench.core.arguments import CallContext, as_object, build_arguments
from workbench.core.composer import FORMATS, ComposerError, compose_call_log, compose_shared_sms
from workbench.core.interfaces import Interface
from workbench.core.invocation import OutcomeKind
from workbench.core.paths import get_path
from workbench.core.values import UNDEFINED, Json, Value

if TYPE_CHECKING:
    from workbench.session.open_adapter import OpenAdapter

_VALUES: Final = (
    "note",
    "aiNote",
    "transcript",
    "ringSenseTranscript",
    "ringSenseSummary",
    "ringSenseAIScore",
    "ringSenseBulletedSummary",
    "ringSenseLink",
)
"""Arguments that reach the composer under their own name."""


async def log_format(adapter: OpenAdapter, context: CallContext, invocation_id: str) -> str:
    """What getLogFormatType answers; text/plain without the export (runtime.md 7.2 step 8)."""
    if "getLogFormatType" not in adapter.description.exports:
        return "text/plain"
    outcome = await adapter.ask("getLogFormatType", build_arguments("getLogFormatType", {}, context), invocation_id)
    return str(outcome.value) if outcome.kind is OutcomeKind.RETURNED and outcome.value else ""


async def composed_text(
    adapter: OpenAdapter, interface: Interface, request: Mapping[str, Json], context: CallContext, invocation_id: str
) -> CallContext:
    """The context with the composed text in it; for an update the log is read first, as the server does."""
    chosen = await log_format(adapter, context, invocation_id)
    if chosen not in FORMATS:
        return context
    given = as_object(build_arguments(interface.name, request, context))
    if interface.name == "updateCallLog":
        context, existing = await _existing(adapter, context, invocation_id)
        inputs = _of_update(given, existing)
    else:
        inputs = _of_creation(given)
    inputs |= {"logFormat": chosen, "user": context.user or {}}
    try:
        return replace(context, composed_log_details=compose_call_log(inputs))
    except ComposerError:
        # App Connect's composer throws here too; the adapter is then called without a text to look at.
        return context


def _of_creation(given: Mapping[str, Value]) -> dict[str, Any]:
    call = given.get("callLog", UNDEFINED)
    return {
        **{name: given.get(name, UNDEFINED) for name in _VALUES},
        "callLog": call,
        "contactInfo": given.get("contactInfo", UNDEFINED),
        "subject": get_path(call, "customSubject"),
        "recordingLink": get_path(call, "recording.link"),
        "voicemailLink": given.get("voicemailLink", UNDEFINED),
        "startTime": get_path(call, "startTime"),
        "duration": get_path(call, "duration"),
        "result": get_path(call, "result"),
    }


def _of_update(given: Mapping[str, Value], existing: str) -> dict[str, Any]:
    names = (*_VALUES, "subject", "recordingLink", "voicemailLink", "startTime", "duration", "result")
    call = {name: given.get(name, UNDEFINED) for name in ("startTime", "duration", "result", "direction", "from", "to")}
    call["sessionId"] = get_path(given.get("existingCallLog"), "sessionId")
    call["legs"] = given.get("legs") or []
    return {
        **{name: given.get(name, UNDEFINED) for name in names},
        "callLog": call,
        "contactInfo": None,
        "existingBody": existing,
    }


async def _existing(adapter: OpenAdapter, context: CallContext, invocation_id: str) -> tuple[CallContext, str]:
    """The log as the CRM has it, and the text to start from; a failing read is swallowed (runtime.md 7.4 step 3)."""
    if "getCallLog" not in adapter.description.exports or context.call_log is None:
        return context, ""
    outcome = await adapter.ask("getCallLog", build_arguments("getCallLog", {}, context), invocation_id)
    if outcome.kind is not OutcomeKind.RETURNED:
        return context, ""
    info = get_path(outcome.value, "callLogInfo")
    text = get_path(info, "fullBody") or get_path(info, "note") or ""
    details = get_path(info, "fullLogResponse")
    return replace(context, call_log_details=details), text if isinstance(text, str) else ""


async def shared_text(
    adapter: OpenAdapter, request: Mapping[str, Json], context: CallContext, invocation_id: str
) -> CallContext:
    """The context with the composed content of a shared thread (runtime.md 8.4)."""
    inputs = {
        "logFormat": await log_format(adapter, context, invocation_id),
        "conversation": request.get("logInfo", {}),
        "contactName": request.get("contactName", UNDEFINED),
        "timezoneOffset": context.user_value("timezoneOffset"),
    }
    try:
        return replace(context, shared_sms_content=compose_shared_sms(inputs))
    except ComposerError:
        return context
