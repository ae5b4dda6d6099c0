"""What App Connect checks of appointments, on the way in and on the way out (runtime.md section 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from workbench.core.judging.appointments import appointment_faults
from workbench.core.judging.judgement import join
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import answer, type_error
from workbench.core.values import UNDEFINED, Json, Value, is_number
from workbench.core.values.javascript import as_object, member, missing

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
_CONTACT_ID: Final = re.compile(r"[1-9]\d*")
_CONTACT_PATTERN: Final = "/^[1-9]\\d*$/"
_CREATION: Final = ("title", "summary", "startTimeUtc", "durationMinutes", "contacts")
_PATCH: Final = (*_CREATION, "startTime", "status")

Problem = tuple[list[str | int], str]
"""Path and sentence of one detail of a refusal."""


def range_refusal(request: dict[str, Any], _path: str) -> Answer | None:
    """The 400 answer to a request for a list that App Connect does not pass on; None when it does."""
    return _refused("Invalid appointment date range", _range_problems(request))


def creation_refusal(request: dict[str, Any], _path: str) -> Answer | None:
    """The same for a new appointment."""
    wrapped = "payload" in request
    payload = request["payload"] if wrapped else _bare(request)
    return _refused("Invalid appointment create request", _creation_problems(payload, ["payload"] if wrapped else []))


def patch_refusal(request: dict[str, Any], path: str) -> Answer | None:
    """The same for a change, or for a status at a path of its own."""
    if path.endswith("/status"):
        return _refused("Invalid appointment status request", _status_problems(request))
    return _refused("Invalid appointment patch request", _patch_problems(request.get("patch", _bare(request))))


def result_answer(interface: str, value: Value, appointment_id: Value) -> Answer:
    """The answer to an adapter's result; raises AdapterThrew for a result that is no object or no clear success."""
    if as_object(value) is None:
        raise type_error(f"{interface} did not return an object")
    successful = member(value, "successful")
    if successful is not UNDEFINED and not isinstance(successful, bool):
        raise type_error(f"{interface} returned an unreadable successful")
    problems = [f"{path or 'result'}: {rule}" for rule, path, _ in appointment_faults(interface, value)]
    problems += list(_shape_problems(interface, value))
    if problems:
        return answer(400, error="; ".join(problems))
    message = member(value, "returnMessage")
    if successful is False:
        return answer(successful=False, returnMessage=message)
    match interface:
        case "listAppointments":
            return answer(successful=True, appointments=member(value, "appointments"))
        case "createAppointment":
            return answer(
                successful=True,
                appointmentId=member(value, "appointmentId"),
                appointment=member(value, "appointment"),
                returnMessage=message,
            )
    appointment = member(value, "appointment")
    says = message if missing(appointment) or interface in ("updateAppointment", "refreshAppointment") else UNDEFINED
    return answer(successful=True, appointmentId=appointment_id, appointment=appointment, returnMessage=says)


def _shape_problems(interface: str, value: Value) -> Iterator[str]:
    """Times and lengths that its schema refuses."""
    listed = member(value, "appointments")
    places: list[tuple[str, Value]] = [("appointment", member(value, "appointment"))]
    if interface == "listAppointments" and isinstance(listed, list):
        places = [(join("appointments", place), item) for place, item in enumerate(listed)]
    for path, appointment in places:
        start, length = member(appointment, "startTimeUtc"), member(appointment, "durationMinutes")
        if not missing(start) and not (isinstance(start, str) and _MOMENT.fullmatch(start)):
            yield f"{path}.startTimeUtc: Invalid ISO datetime"
        if not missing(length) and (not is_number(length) or length < 0):
            yield f"{path}.durationMinutes: Invalid input"


def _refused(title: str, problems: Iterator[Problem]) -> Answer | None:
    details: Json = [{"path": path, "message": message} for path, message in problems]
    return answer(400, error=title, details=details) if details else None


def _bare(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name not in ("headers", "appointmentId")}


def _range_problems(request: dict[str, Any]) -> Iterator[Problem]:
    given = {name: request[name] for name in ("startDate", "endDate") if name in request}
    if not given:
        return
    for name in ("startDate", "endDate"):
        if name not in given:
            yield [name], "Invalid input: expected string, received undefined"
        elif not _DAY.fullmatch(str(given[name])):
            yield [name], "Invalid ISO date"


def _status_problems(request: dict[str, Any]) -> Iterator[Problem]:
    yield from _text_problems(request, "status")
    if isinstance(request.get("status"), str) and not request["status"].strip():
        yield ["status"], "Too small: expected string to have >=1 characters"


def _creation_problems(payload: Json, path: list[str | int]) -> Iterator[Problem]:
    if not isinstance(payload, dict):
        yield path, "Invalid input: expected object"
        return
    for name in ("title", "summary", "startTimeUtc"):
        for way, message in _text_problems(payload, name):
            yield [*path, *way], message
    if str(payload.get("title", "title")).strip() == "":
        yield [*path, "title"], "Too small: expected string to have >=1 characters"
    yield from ((path + way, message) for way, message in _time_problems(payload))
    if "durationMinutes" not in payload:
        yield [*path, "durationMinutes"], "Invalid input: expected number, received undefined"
    yield from ((path + way, message) for way, message in _member_problems(payload, _CREATION))


def _patch_problems(patch: Json) -> Iterator[Problem]:
    if not isinstance(patch, dict) or not patch:
        yield [], "Invalid input"
        return
    times = ("startTimeUtc" in patch or "startTime" in patch, "durationMinutes" in patch)
    if times[0] != times[1]:
        yield [], "Invalid input"
        return
    for name in ("title", "summary"):
        if name in patch:
            yield from _text_problems(patch, name)
    if str(patch.get("title", "title")).strip() == "":
        yield ["title"], "Too small: expected string to have >=1 characters"
    yield from _time_problems(patch)
    yield from _member_problems(patch, _PATCH)


def _text_problems(owner: dict[str, Any], name: str) -> Iterator[Problem]:
    value = owner.get(name, UNDEFINED)
    if not isinstance(value, str):
        yield [name], f"Invalid input: expected string, received {_received(value)}"


def _received(value: Value) -> str:
    """JavaScript's word for the type of a value."""
    if value is UNDEFINED:
        return "undefined"
    words = {type(None): "null", bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}
    return words.get(type(value), "string")


def _time_problems(owner: dict[str, Any]) -> Iterator[Problem]:
    for name in ("startTimeUtc", "startTime"):
        value = owner.get(name, UNDEFINED)
        if value is not UNDEFINED and not (isinstance(value, str) and _MOMENT.fullmatch(value)):
            yield [name], "Invalid ISO datetime"
    length = owner.get("durationMinutes", UNDEFINED)
    if length is not UNDEFINED and (isinstance(length, bool) or not isinstance(length, int) or length <= 0):
        yield ["durationMinutes"], "Too small: expected number to be >0"


def _member_problems(owner: dict[str, Any], known: tuple[str, ...]) -> Iterator[Problem]:
    contacts = owner.get("contacts", [])
    if not isinstance(contacts, list):
        yield ["contacts"], f"Invalid input: expected array, received {_received(contacts)}"
        return
    for place, contact in enumerate(contacts):
        way: list[str | int] = ["contacts", place]
        identity = contact.get("id") if isinstance(contact, dict) else contact
        if isinstance(contact, dict):
            for name in ("type", "contactType"):
                if not isinstance(contact.get(name, ""), str):
                    yield [*way, name], f"Invalid input: expected string, received {_received(contact[name])}"
            way = [*way, "id"]
        if not _CONTACT_ID.fullmatch(str(identity)):
            yield way, f"Invalid string: must match pattern {_CONTACT_PATTERN}"
    unknown = [name for name in owner if name not in known]
    if unknown:
        names = ", ".join(f'"{name}"' for name in unknown)
        yield [], f"Unrecognized key{'s' if len(unknown) > 1 else ''}: {names}"
