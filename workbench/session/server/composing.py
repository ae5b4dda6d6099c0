"""Log texts as App Connect's server composes them before it calls (runtime.md sections 7.2, 7.4 and 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from workbench.core.arguments import CallContext, as_object, build_arguments
from workbench.core.arguments.calls import contact_info
from workbench.core.arguments.rows import Request
from workbench.core.composer import FORMATS, ComposerError, compose_call_log, compose_shared_sms, composer_findings
from workbench.core.run.invocation import AdapterError, OutcomeKind
from workbench.core.server.answers import AdapterThrew, not_a_function, value_of
from workbench.core.server.findings import base_text_is_note, read_failed
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.javascript import truthy
from workbench.core.values.paths import get_path
from workbench.session.server.steps import Steps

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

NOT_COMPOSED: Final = "custom"
"""Stands for a format that is none of the composed ones, such as a promise."""


async def log_format(steps: Steps, context: CallContext, *, needed: bool = False) -> Value:
    """What getLogFormatType answers, not awaited; text/plain without the export, unless it is needed.

    A mid server has it from the manifest. Raises AdapterThrew when it throws.
    """
    if steps.settings.era != "head":
        return steps.settings.log_format or NOT_COMPOSED
    if not steps.exports("getLogFormatType"):
        if needed:
            raise not_a_function("getLogFormatType")
        return "text/plain"
    outcome = await steps.outcome("getLogFormatType", context)
    value = value_of(outcome, "getLogFormatType")
    return NOT_COMPOSED if outcome.was_promise else value


async def with_composed_call(steps: Steps, interface: str, request: Request, context: CallContext) -> CallContext:
    """The context with the text of a call's log; for an update the log is read first, as the server does.

    Raises AdapterThrew where App Connect's composer throws, which stops the logging of the call.
    """
    if not steps.settings.composes or steps.walk.bare:
        return context
    chosen = await log_format(steps, replace(context, purpose=interface))
    if not isinstance(chosen, str) or chosen not in FORMATS:
        return context
    if interface == "updateCallLog":
        context, existing = await _existing(steps, context)
        inputs = _of_update(as_object(build_arguments(interface, request, context)), request, existing)
    else:
        inputs = _of_creation(as_object(build_arguments(interface, request, context)))
    inputs |= {"logFormat": chosen, "user": context.user or {}}
    try:
        text = compose_call_log(inputs)
    except ComposerError as error:
        steps.findings.extend(composer_findings(inputs))
        raise AdapterThrew(AdapterError(error.kind, error.message)) from error
    steps.findings.extend(composer_findings(inputs, text))
    return replace(context, composed_log_details=text)


async def with_shared_text(steps: Steps, request: Request, context: CallContext) -> CallContext:
    """The context with the composed content of a shared thread; raises AdapterThrew as for calls."""
    inputs = {
        "logFormat": await log_format(steps, context, needed=True),
        "conversation": request.get("logInfo", {}),
        "contactName": contact_info(request, context, UNDEFINED).value["name"] or "",
        "timezoneOffset": context.user_value("timezoneOffset"),
    }
    try:
        content = compose_shared_sms(inputs)
    except ComposerError as error:
        steps.findings.extend(composer_findings(inputs))
        raise AdapterThrew(AdapterError(error.kind, error.message)) from error
    steps.findings.extend(composer_findings(inputs, content))
    return replace(context, shared_sms_content=content)


async def _existing(steps: Steps, context: CallContext) -> tuple[CallContext, Value]:
    """The log as the CRM has it, and the text to start from; a failing read is swallowed (section 7.4 step 3)."""
    if not steps.exports("getCallLog"):
        steps.findings.append(read_failed("The adapter does not export getCallLog."))
        return context, ""
    outcome = await steps.outcome("getCallLog", replace(context, purpose="updateCallLog"))
    context = steps.current(context)
    if outcome.kind is not OutcomeKind.RETURNED:
        error = outcome.error
        steps.findings.append(read_failed(f"getCallLog threw {error.words}." if error else ""))
        return context, ""
    info = get_path(outcome.value, "callLogInfo")
    body, note = get_path(info, "fullBody"), get_path(info, "note")
    context = replace(context, call_log_details=get_path(info, "fullLogResponse"))
    if truthy(body):
        return context, body
    steps.findings.append(base_text_is_note(has_note=truthy(note)))
    return context, note if truthy(note) else ""


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


def _of_update(given: Mapping[str, Value], request: Request, existing: Value) -> dict[str, Any]:
    names = (*_VALUES, "subject", "recordingLink", "voicemailLink", "startTime", "duration", "result")
    call: dict[str, Any] = {name: given.get(name, UNDEFINED) for name in ("startTime", "duration", "result")}
    call |= {name: request.get(name, UNDEFINED) for name in ("direction", "from", "to")}
    call["sessionId"] = get_path(given.get("existingCallLog"), "sessionId")
    call["legs"] = given.get("legs") or []
    return {
        **{name: given.get(name, UNDEFINED) for name in names},
        "callLog": call,
        "contactInfo": None,
        "existingBody": existing,
    }
