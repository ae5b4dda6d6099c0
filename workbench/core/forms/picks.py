"""What earlier results offer to the fields of a form: contacts, call logs, message logs, users and appointments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.forms.model import Field
from workbench.core.forms.words import moment_text
from workbench.core.values import Json, Value, to_json
from workbench.core.values.paths import get_path

CONTACT: Final = "contact"
CALL_LOG: Final = "call log"
MESSAGE_LOG: Final = "message log"
USER: Final = "user"
APPOINTMENT: Final = "appointment"

MOST: Final = 200
"""Items of one result that are offered."""

LONGEST: Final = 200
"""Characters of a name."""

Arguments = Mapping[str, Value]
"""The arguments that the interface was called with, by name."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that an earlier result named."""

    kind: str
    id: Json
    """What the field takes; of a call its session, of a message its conversation."""
    name: str = ""
    type: str = ""
    about: str = ""
    """What else tells it from another: a number, an address, a time."""

    @property
    def words(self) -> str:
        """Name, type and id, as it is offered."""
        return ", ".join(filter(None, (self.name, self.type, self.about, str(self.id))))

    def values(self, field: Field) -> dict[str, Json]:
        """Paths and values that choosing it for a field writes, the field's companions among them."""
        members: dict[str, Json] = {"id": self.id, "name": self.name, "type": self.type}
        wanted = _MEMBERS.get(field.path, ((field.path, "id"),))
        return {path: members[member] for path, member in wanted if members[member] not in ("", None)}


_MEMBERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "contactId": (("contactId", "id"), ("contactType", "type"), ("contactName", "name")),
    "id": (("id", "id"), ("type", "type")),
    "logInfo.assignee.name": (("logInfo.assignee.name", "name"),),
    "logInfo.owner.name": (("logInfo.owner.name", "name"),),
}
"""Fields that take more or other than the id; `id` is that of an appointment's contact."""


Offers = Callable[[Value, Arguments], Iterable[Pick]]
"""What a returned value names."""


def in_order(found: Iterable[Pick], kind: str, last_picked: Iterable[Json] = ()) -> tuple[Pick, ...]:
    """The picks of one kind, each once: those picked last first, else as they come, newest first."""
    once: dict[str, Pick] = {}
    for pick in found:
        if pick.kind == kind:
            once.setdefault(str(pick.id), pick)
    first = [str(known) for known in last_picked if str(known) in once]
    return tuple(once[known] for known in dict.fromkeys((*first, *once)))


def contacts(value: Value, _arguments: Arguments) -> Iterable[Pick]:
    """The real matches."""
    for item in _items(get_path(value, "matchedContactInfo")):
        if item.get("id") and not item.get("isNewContact"):
            yield _contact(item)


def created_contact(value: Value, arguments: Arguments) -> Iterable[Pick]:
    """The new contact."""
    item = get_path(value, "contactInfo")
    if isinstance(item, dict) and item.get("id"):
        typed = {"type": arguments.get("newContactType"), "phone": arguments.get("phoneNumber")}
        yield _contact({**typed, **item})


def _contact(item: Mapping[str, Value]) -> Pick:
    name, kind, phone = (_text(item.get(key)) for key in ("name", "type", "phone"))
    return Pick(CONTACT, to_json(item["id"]), name, kind, phone)


def call_log(value: Value, arguments: Arguments) -> Iterable[Pick]:
    """The call, by its session."""
    call, log_id = arguments.get("callLog"), get_path(value, "logId")
    session = _text(get_path(call, "sessionId"))
    if session and log_id:
        direction = _text(get_path(call, "direction"))
        other = "from" if direction == "Inbound" else "to"
        who = _text(get_path(call, f"{other}.name")) or _text(get_path(call, f"{other}.phoneNumber"))
        name = _text(get_path(call, "customSubject")) or f"{direction} call {other} {who}".strip()
        yield Pick(CALL_LOG, session, name, f"log {to_json(log_id)}", moment_text(to_json(get_path(call, "startTime"))))


def message_log(value: Value, arguments: Arguments) -> Iterable[Pick]:
    """The conversation."""
    log_id, known = get_path(value, "logId"), _text(get_path(arguments.get("message"), "conversationId"))
    if log_id and known:
        yield Pick(MESSAGE_LOG, known, _text(get_path(arguments.get("message"), "subject"))[:60], f"log {log_id}")


def users(value: Value, _arguments: Arguments) -> Iterable[Pick]:
    """The users of the CRM."""
    for item in _items(value):
        if item.get("id"):
            yield Pick(USER, to_json(item["id"]), _text(item.get("name")), about=_text(item.get("email")))


def appointments(value: Value, _arguments: Arguments) -> Iterable[Pick]:
    """The appointments of a list, or a single one."""
    known = [*_items(get_path(value, "appointments")), get_path(value, "appointment")]
    for item in known:
        if isinstance(item, dict) and item.get("id"):
            yield _appointment(item["id"], item)
    if (made := get_path(value, "appointmentId")) and not isinstance(known[-1], dict):
        yield Pick(APPOINTMENT, str(to_json(made)))


def created_appointment(value: Value, arguments: Arguments) -> Iterable[Pick]:
    """The new appointment."""
    made = get_path(value, "appointmentId") or get_path(value, "appointment.id")
    item = get_path(value, "appointment")
    if made:
        payload = arguments.get("payload")
        yield _appointment(made, item if isinstance(item, dict) else payload if isinstance(payload, dict) else {})


def _appointment(known: Value, item: Mapping[str, Value]) -> Pick:
    title = _text(item.get("title")) or _text(item.get("subject"))
    when = to_json(item.get("startTimeUtc"))
    return Pick(APPOINTMENT, str(to_json(known)), title, _text(item.get("status")), moment_text(when))


def _items(value: Value) -> list[dict[str, Value]]:
    return [item for item in value[:MOST] if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Value) -> str:
    return str(value)[:LONGEST] if isinstance(value, str | int) and not isinstance(value, bool) else ""
