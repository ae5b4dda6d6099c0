"""The form of an interface without a window: groups of fields, and how form and payload stay in step."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.core.errors import UsageError
from workbench.core.manifest.model import PageField
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.paths import get_path, set_path


class FieldKind(enum.StrEnum):
    """How a field is edited."""

    TEXT = "text"
    MULTILINE = "multiline"
    SECRET = "secret"  # noqa: S105 - the kind's name, no secret
    NUMBER = "number"
    DATETIME = "datetime"
    """ISO 8601 text or epoch milliseconds; see `words.moment_text`."""
    DATE = "date"
    DURATION = "duration"
    """Seconds, or the word pending; see `words.duration_text`."""
    PHONE = "phone"
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of its choices: a list of their values."""
    CHECKBOX = "checkbox"
    LIST = "list"
    """A JSON list; items by their table row, see `Field.item`."""
    OBJECT = "object"
    """A JSON object, edited as JSON."""
    FILLED = "filled"
    """An argument that App Connect's server fills in; shown, and overridden by the argument's name."""
    NOTICE = "notice"
    """Words only; there is no value."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a choice."""

    value: Json
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """What the items of a list are."""

    name: str
    """What one is called, in the singular: Leg."""
    fields: tuple[Field, ...]
    """Their members, paths within the item; none where items are bare texts or numbers."""
    new: Json
    """What is added."""
    line: tuple[str, ...]
    """Paths of the members that tell one item from another, in the order they are read out."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form."""

    path: str
    """Dotted path in the request (see `routes.merged`); for filled fields the argument's name; empty for notices."""
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    help: str = ""
    choices: tuple[Choice, ...] = ()
    custom: bool = False
    """Whether a choice also takes text of one's own."""
    default: Json = None
    """Value of a new payload, and what an absent member means; None for none."""
    on: Json = True
    """What a ticked checkbox writes; query members take the text true."""
    off: Value = False
    """What an unticked one writes; UNDEFINED takes the member away."""
    picks: str = ""
    """What earlier results offer for it: contact, call log, message log, user or appointment (see `picks`)."""
    item: Item | None = None
    """For lists: what an item is; None edits the list as JSON."""
    page_field: PageField | None = None
    """The manifest's field, for choices that depend on contact or account (see `manifest.bound_options`)."""

    @property
    def editable(self) -> bool:
        """Whether the payload has a place for its value."""
        return self.kind not in (FieldKind.FILLED, FieldKind.NOTICE)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]
    advanced: bool = False
    """Seldom needed; a window may fold it."""


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that can be filled in for one interface."""

    interface: str
    groups: tuple[FieldGroup, ...]

    def __iter__(self) -> Iterator[Field]:
        return (field for group in self.groups for field in group.fields)

    def field(self, path: str) -> Field:
        """The editable field at a path; raises UsageError."""
        for field in self:
            if field.path == path and field.editable:
                return field
        raise UsageError(
            f"The form of {self.interface} has no field “{path}”.",
            code="unknown-field",
            hint="The JSON beside the form takes any member.",
        )

    @property
    def filled(self) -> tuple[Field, ...]:
        """The arguments that App Connect's server fills in."""
        return tuple(field for field in self if field.kind is FieldKind.FILLED)


def read(form: Form, payload: Json) -> dict[str, Json]:
    """The values that a payload holds for a form's fields, by path; fields without a value are left out."""
    found: Mapping[str, Value] = {field.path: get_path(payload, field.path) for field in form if field.editable}
    return {path: value for path, value in found.items() if value is not UNDEFINED}


def write(form: Form, payload: Json, path: str, value: Value) -> Json:
    """The payload with one field's value replaced; UNDEFINED takes the member away.

    All else stays: unknown members, nulls, order. Raises UsageError for a path that the form does not have.
    """
    form.field(path)
    return set_path(payload, path, value)


def new_payload(form: Form) -> Json:
    """A payload with the fields' defaults and nothing else."""
    payload: Json = {}
    for field in form:
        if field.editable and field.default is not None:
            payload = set_path(payload, field.path, field.default)
    return payload


def missing(form: Form, payload: Json) -> tuple[Field, ...]:
    """Required fields that have no value."""
    values = read(form, payload)
    return tuple(field for field in form if field.required and field.editable and values.get(field.path) in (None, ""))
