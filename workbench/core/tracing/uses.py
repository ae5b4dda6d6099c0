"""Where a value of one call could be used in another: fields that take its kind, then every other field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.core.comparing.likeness import NOT_ALIKE, alike, moment, phone_digits
from workbench.core.forms import Field, FieldKind, Form
from workbench.core.values import Json, Value, is_number, to_json
from workbench.core.values.addresses import split_address

_LIVE: Final = ("user", "oauthApp", "tracer", "proxyConfig", "authHeader")
"""Arguments that are live objects, or that App Connect makes anew for each call."""
_WHOLE: Final = (FieldKind.LIST, FieldKind.OBJECT)
_TEXTS: Final = (FieldKind.TEXT, FieldKind.MULTILINE, FieldKind.PHONE, FieldKind.CHOICE, FieldKind.SECRET)
_MOMENTS: Final = (FieldKind.DATETIME, FieldKind.DATE)


@dataclass(frozen=True, slots=True)
class Use:
    """A field that can take the value."""

    interface: str
    path: str
    """Of the field; for an argument that App Connect fills in its name, perhaps with the place in it."""
    label: str
    kind: str = ""
    """What the value is, where the field takes that kind of value; else empty."""
    is_argument: bool = False
    """Whether it is an argument that App Connect fills in, so that it is overridden."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of value, how it is known, and the fields that take it."""

    name: str
    known_by: Callable[[str, str, str], bool]
    """Gets the member's name, its whole place in lower case, and the text."""
    fields: tuple[str, ...] = ()
    """Ends of the paths of fields that take it."""
    kinds: tuple[FieldKind, ...] = ()


def _named(pattern: str) -> Callable[[str, str, str], bool]:
    return lambda name, _place, _text: re.fullmatch(pattern, name, re.IGNORECASE) is not None


def _id_of(pattern: str) -> Callable[[str, str, str], bool]:
    """An id inside something of that name, or a member that is called after it."""
    inside = re.compile(rf"({pattern})(s|info)?(\.\d+)?\.id$", re.IGNORECASE)
    named = re.compile(rf"({pattern})_?ids?", re.IGNORECASE)
    return lambda name, place, _text: inside.search(place) is not None or named.fullmatch(name) is not None


_LOG_FIELDS: Final = ("callLogId", "existingCallLog.thirdPartyLogId", "existingMessageLog.thirdPartyLogId")
_KINDS: Final = (
    # One row a kind; a value can be of several.
    _Kind("contact id", _id_of("contact|person|people|lead|matchedContactInfo"), ("contactId",)),
    _Kind("log id", _id_of("log|callLog|activity|activitie|thirdPartyLog|task|engagement"), _LOG_FIELDS),
    _Kind("session id", _named("(telephony)?sessionIds?"), ("sessionId", "sessionIds")),
    _Kind("appointment id", _id_of("appointment|meeting|event"), ("appointmentId",)),
    # An id that stands for itself, such as data.0.id of a CRM's answer, may be any of them.
    _Kind("id", _named("_?id"), ("contactId", *_LOG_FIELDS, "appointmentId", "userInfo.id")),
    _Kind("phone number", lambda name, _place, text: _is_phone(name, text), kinds=(FieldKind.PHONE,)),
    _Kind(
        "contact type", _named("(contact|newContact|object|defaultContact)?_?type"), ("contactType", "newContactType")
    ),
    _Kind(
        "name", _named("(.*_)?(full|display|contact|new_?contact)?_?name"), ("name", "contactName", "newContactName")
    ),
    _Kind("hostname", lambda name, _place, text: _is_host(name, text), ("hostname",)),
    _Kind(
        "e-mail", lambda _name, _place, text: re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", text) is not None, ("userEmail",)
    ),
    _Kind(
        "address",
        lambda _name, _place, text: "://" in text,
        ("link", "recordingLink", "voicemailLink", "ringSenseLink"),
    ),
    _Kind("moment", lambda _name, _place, text: moment(text) is not None, kinds=_MOMENTS),
    _Kind("note", _named("(updated)?_?note|body|description|comment"), ("note", "aiNote")),
    _Kind("subject", _named("subject|title"), ("subject", "customSubject", "payload.title", "patch.title")),
)


def uses(place: str, value: Value, forms: Iterable[Form]) -> tuple[Use, ...]:
    """Every field that could take a value, those of its kind first, in the order of the forms.

    `place` is the value's dotted place, from whose names its kind is guessed.
    """
    plain = to_json(value)
    text = plain if isinstance(plain, str) else "" if isinstance(plain, dict | list) else str(plain)
    name = next((part for part in reversed(place.split(".")) if not part.isdigit()), "")
    kinds = [each for each in _KINDS if text and each.known_by(name, place, text)]
    fitting: list[Use] = []
    others: list[Use] = []
    for form in forms:
        for use, field in _fields(form):
            if (field.kind in _WHOLE) != isinstance(plain, dict | list) and not use.is_argument:
                continue
            kind = _kind_of(use, field, kinds, name)
            (fitting if kind else others).append(Use(use.interface, use.path, use.label, kind, use.is_argument))
    return (*fitting, *others)


def fitted(value: Value, field: FieldKind | None, path: str) -> Json:
    """The value as a field takes it: ids as text, the host of an address for a hostname.

    `field` is None for a place that is no field, such as an argument, which takes ids as text too.
    """
    plain = to_json(value)
    if path.rpartition(".")[2] == "hostname" and isinstance(plain, str) and "://" in plain:
        return split_address(plain).hostname or plain
    if (field is None or field in _TEXTS) and is_number(plain):
        return str(plain)
    return plain


def _fields(form: Form) -> Iterator[tuple[Use, Field]]:
    for field in form:
        if field.kind is FieldKind.NOTICE or field.path in _LIVE:
            continue
        is_argument = field.kind is FieldKind.FILLED
        yield Use(form.interface, field.path, field.label, is_argument=is_argument), field
        if field.path in ("existingCallLog", "existingMessageLog"):
            yield Use(form.interface, f"{field.path}.thirdPartyLogId", "Existing log's id", is_argument=True), field


def _kind_of(use: Use, field: Field, kinds: Sequence[_Kind], name: str) -> str:
    for kind in kinds:
        if field.kind in kind.kinds or any(_ends(use.path, wanted) for wanted in kind.fields):
            return kind.name
    own = use.path.rpartition(".")[2]
    return name if name and alike(own, name) < NOT_ALIKE and not use.is_argument and name.lower() != "id" else ""


def _ends(path: str, wanted: str) -> bool:
    return path == wanted or path.endswith(f".{wanted}")


def _is_phone(name: str, text: str) -> bool:
    return bool(phone_digits(text)) and (text.lstrip().startswith(("+", "(")) or "phone" in name.lower())


def _is_host(name: str, text: str) -> bool:
    return name.lower() in ("hostname", "host", "domain", "instance_url", "api_domain") and "." in text
