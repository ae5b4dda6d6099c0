"""The table of list items: what one leg, message or contact of a list consists of, and the line that stands for it.

To describe the items of another list, add a row and name it in the list's field (`Field.item`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbench.core.forms.checks import named
from workbench.core.forms.choices import CONTACT_TYPES, DIRECTIONS, MESSAGE_TYPES, RESULTS
from workbench.core.forms.model import Field, FieldKind, Item
from workbench.core.forms.words import duration_text, moment_text
from workbench.core.values import UNDEFINED, Json, Value, is_number
from workbench.core.values.paths import get_path

_K = FieldKind

PERSON: Final = (
    Field("name", "Name"),
    Field("phoneNumber", "Phone number", _K.PHONE),
    Field("extensionNumber", "Extension"),
)
LEG: Final = Item(
    "Leg",
    (
        Field("direction", "Direction", _K.CHOICE, choices=DIRECTIONS),
        Field("from.phoneNumber", "From", _K.PHONE),
        Field("from.name", "Caller"),
        Field("from.extensionNumber", "Caller's extension"),
        Field("to.phoneNumber", "To", _K.PHONE),
        Field("to.name", "Called person"),
        Field("to.extensionNumber", "Called extension"),
        Field("startTime", "Started", _K.DATETIME),
        Field("duration", "Duration", _K.DURATION),
        Field("result", "Result", _K.CHOICE, choices=RESULTS, custom=True),
        Field("legType", "Leg type"),
        Field("master", "Master leg", _K.CHECKBOX),
    ),
    new={"direction": "Inbound", "from": {}, "to": {}, "duration": 0},
    line=("direction", "from.name", "from.phoneNumber", "to.name", "to.phoneNumber", "duration"),
)
ATTACHMENT: Final = Item(
    "Attachment",
    (
        Field("type", "Kind"),
        Field("contentType", "Content type", help="Such as image/jpeg; decides which link App Connect makes."),
        Field("uri", "Address"),
        Field("link", "Link"),
        Field("id", "Id"),
        Field("vmDuration", "Voicemail's length", _K.DURATION),
    ),
    new={"type": "MmsAttachment", "contentType": "image/jpeg", "uri": ""},
    line=("type", "contentType", "vmDuration", "uri"),
)
MESSAGE: Final = Item(
    "Message",
    (
        Field("type", "Kind", _K.CHOICE, choices=MESSAGE_TYPES),
        Field("direction", "Direction", _K.CHOICE, choices=DIRECTIONS),
        Field("from.phoneNumber", "From", _K.PHONE),
        Field("to.0.phoneNumber", "To", _K.PHONE),
        Field("creationTime", "Sent", _K.DATETIME),
        Field("subject", "Text", _K.MULTILINE),
        Field("id", "Message id"),
        Field("attachments", "Attachments", _K.LIST, item=ATTACHMENT),
    ),
    new={"type": "SMS", "direction": "Inbound", "subject": "", "from": {}, "to": [{}]},
    line=("type", "direction", "creationTime", "subject"),
)
CORRESPONDENT: Final = Item("Person", PERSON, new={"phoneNumber": "", "name": ""}, line=("name", "phoneNumber"))
EVENT: Final = Item(
    "Event",
    (
        Field("recordType", "Kind"),
        Field("direction", "Direction", _K.CHOICE, choices=DIRECTIONS),
        Field("creationTime", "Time", _K.DATETIME),
        Field("subject", "Text", _K.MULTILINE),
        Field("from.phoneNumber", "From", _K.PHONE),
        Field("from.name", "From, name"),
        Field("initiator.name", "Done by"),
    ),
    new={"recordType": "AliveMessage", "direction": "Inbound", "subject": ""},
    line=("recordType", "direction", "from.name", "initiator.name", "subject", "creationTime"),
)
EXTENSION: Final = Item(
    "Extension",
    (
        Field("name", "Name"),
        Field("email", "E-mail"),
        Field("extensionNumber", "Extension"),
        Field("firstName", "First name"),
        Field("lastName", "Last name"),
        Field("id", "Id"),
    ),
    new={"id": "", "name": "", "email": "", "extensionNumber": ""},
    line=("name", "email", "extensionNumber"),
)
ATTENDEE: Final = Item(
    "Contact",
    (
        Field("id", "Contact", required=True, picks="contact", help="Id of the contact in the CRM."),
        Field("type", "Contact type", _K.CHOICE, choices=CONTACT_TYPES, custom=True),
    ),
    new={"id": ""},
    line=("id", "type"),
)
MAPPING: Final = Item(
    "Mapping",
    (
        Field("crmUserId", "CRM user", required=True, help="Id of the user in the CRM, as getUserList gives it."),
        Field("rcExtensionId.0", "Extension", required=True, help="Id of the RingCentral extension."),
    ),
    new={"crmUserId": "", "rcExtensionId": [""]},
    line=("crmUserId", "rcExtensionId.0"),
)
NAME: Final = Item("Name", (), new="", line=())


def item_line(item: Item, value: Json) -> str:
    """One item of a list in words, such as: Inbound, Dana Whitfield, +12025550144, 6 min 52 s."""
    if not isinstance(value, dict):
        return " ".join(value.split()) if isinstance(value, str) and value.strip() else _bare(value)
    kinds = {field.path: field.kind for field in item.fields}
    words = [_word(get_path(value, path), kinds.get(path, _K.TEXT)) for path in item.line]
    return ", ".join(filter(None, words)) or "empty"


def _bare(value: Json) -> str:
    if value == "" or value == {}:
        return "empty"
    if is_number(value):
        return str(value)
    return named(value)


def _word(value: Value, kind: FieldKind) -> str:
    if value is UNDEFINED or value is None or isinstance(value, dict | list):
        return ""
    if kind is _K.DURATION:
        return duration_text(value)
    if kind is _K.DATETIME:
        return moment_text(value)
    return " ".join(str(value).split())


def moved(items: Iterable[Json], start: int, end: int) -> list[Json]:
    """A list with the item at `start` at place `end`; the others keep their order."""
    copy = list(items)
    copy.insert(end, copy.pop(start))
    return copy
