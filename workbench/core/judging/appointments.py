"""Checks of appointments: App Connect validates these answers itself and refuses some (runtime.md section 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.core.judging.judgement import Judgement, join, readable
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.javascript import as_object, member, missing

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)

Fault = tuple[str, str, str]
"""Rule id, path, message (empty for the rule's own)."""


def check_appointments(judgement: Judgement) -> None:
    """What App Connect refuses, and times that its panel cannot read."""
    result = judgement.outcome.value
    for rule_id, path, message in appointment_faults(judgement.interface.name, result):
        judgement.find(rule_id, path, message)
    listed = member(result, "appointments")
    single = member(result, "appointment")
    places = [
        (join("appointments", place), item) for place, item in enumerate(listed if isinstance(listed, list) else [])
    ]
    for path, appointment in [*places, ("appointment", single)]:
        start = member(appointment, "startTimeUtc")
        if isinstance(start, str) and not _MOMENT.fullmatch(start):
            place = join(path, "startTimeUtc")
            judgement.find("appointment/start-time-unreadable", place, f"startTimeUtc is {readable(start)}.")


def appointment_faults(interface: str, result: Value) -> Iterator[Fault]:
    """Why App Connect would refuse an answer; nothing when it accepts it. The result is an object."""
    owner = as_object(result) or {}
    successful = owner.get("successful", UNDEFINED)
    has_message = as_object(member(result, "returnMessage")) is not None
    if successful is not UNDEFINED and not isinstance(successful, bool):
        yield "appointments/successful-value", "successful", f"successful is {readable(successful)}."
    if successful is False:
        if not has_message:
            yield "appointments/failure-without-message", "returnMessage", ""
        return
    appointment = member(result, "appointment")
    match interface:
        case "listAppointments":
            yield from _list_faults(member(result, "appointments"))
            return
        case "createAppointment":
            if _is_empty(member(result, "appointmentId")):
                yield "create-appointment/id-missing", "appointmentId", ""
        case "updateAppointment" | "refreshAppointment":
            if missing(appointment):
                yield "appointments/appointment-missing", "appointment", ""
        case _:
            if missing(appointment) and not has_message:
                yield "appointments/nothing-to-show", "", ""
    if not missing(appointment) and _is_empty(member(appointment, "id")):
        yield "appointment/id-missing", "appointment.id", ""


def _list_faults(appointments: Value) -> Iterator[Fault]:
    if not isinstance(appointments, list):
        yield "list-appointments/list-missing", "appointments", f"appointments is {readable(appointments)}, not a list."
        return
    for place, appointment in enumerate(appointments):
        if _is_empty(member(appointment, "id")):
            yield "appointment/id-missing", f"appointments.{place}.id", ""


def _is_empty(identity: Value) -> bool:
    return missing(identity) or identity == ""
