"""What Harbor keeps: one row per kind of record, with its fields, scopes and filters.

To add a field, add a row to the kind's `fields` and a column to `SCHEMA` in store.py.
To add a kind of record, add a `Kind` here, a table there, and it has its REST routes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a client may write."""

    name: str
    type: str = "text"
    """text, integer, time, url, choice, phones, contact, deal or user."""
    required: bool = False
    choices: tuple[str, ...] = ()
    limit: int = 500
    """Characters of a text; for integers the largest value."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter of the list and what it compares."""

    parameter: str
    condition: str
    """SQL with one placeholder."""
    match: str = "equal"
    """equal, contains, words or phone: how the value is prepared."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: where it lies, who may read and write it, what it holds."""

    name: str
    """The word in the address, e.g. contacts; the table has the same name."""
    singular: str
    read_scope: str
    write_scope: str = ""
    """Empty for records that the API only reads."""
    prefix: str = ""
    """Before the number in the public id, e.g. act_ in act_1042; empty ids are plain numbers."""
    fields: tuple[Field, ...] = ()
    filters: tuple[Filter, ...] = ()
    order: str = "id"
    deletable: bool = False

    def public_id(self, number: int) -> int | str:
        """The id as clients see it."""
        return f"{self.prefix}{number}" if self.prefix else number

    def number(self, public_id: str) -> int | None:
        """The row number of a public id, or None when it cannot be one."""
        digits = public_id.removeprefix(self.prefix)
        if not digits.isascii() or not digits.isdecimal() or not public_id.startswith(self.prefix):
            return None
        return int(digits) if len(digits) < 16 else None


CONTACT_TYPES = ("Contact", "Lead", "Vendor")
CONTACT_STATUSES = ("new", "active", "customer", "dormant")
DIRECTIONS = ("inbound", "outbound")
DISPOSITIONS = {
    "interested": "Interested",
    "callback": "Call back later",
    "not_interested": "Not interested",
    "left_message": "Left a message",
    "no_answer": "No answer",
    "wrong_number": "Wrong number",
}
ACTIVITY_TYPES = {"call": "Call", "meeting": "Meeting", "task": "Task", "note": "Note"}
CHANNELS = ("sms", "mms", "fax", "voicemail")
APPOINTMENT_STATUSES = ("scheduled", "confirmed", "completed", "cancelled")

CONTACTS = Kind(
    "contacts",
    "contact",
    "contacts.read",
    "contacts.write",
    fields=(
        Field("name", required=True, limit=200),
        Field("type", "choice", choices=CONTACT_TYPES),
        Field("title", limit=200),
        Field("company", limit=200),
        Field("email", limit=200),
        Field("status", "choice", choices=CONTACT_STATUSES),
        Field("phones", "phones"),
        Field("owner_id", "user"),
    ),
    filters=(
        Filter("phone", "id IN (SELECT contact_id FROM phones WHERE comparable = ?)", "phone"),
        Filter("name", "name LIKE ? ESCAPE '\\'", "words"),
        Filter("company", "company LIKE ? ESCAPE '\\'", "contains"),
        Filter("email", "email = ? COLLATE NOCASE"),
        Filter("type", "type = ?"),
    ),
    order="name COLLATE NOCASE, id",
    deletable=True,
)

ACTIVITIES = Kind(
    "activities",
    "activity",
    "activities.read",
    "activities.write",
    prefix="act_",
    fields=(
        Field("subject", required=True, limit=500),
        Field("contact_id", "contact", required=True),
        Field("type", "choice", choices=tuple(ACTIVITY_TYPES)),
        Field("direction", "choice", choices=DIRECTIONS),
        Field("body", limit=200_000),
        Field("note", limit=50_000),
        Field("result", limit=100),
        Field("started_at", "time"),
        Field("ended_at", "time"),
        Field("duration", "integer", limit=1_000_000),
        Field("from_number", limit=60),
        Field("to_number", limit=60),
        Field("recording_url", "url", limit=2_000),
        Field("external_id", limit=200),
        Field("disposition", "choice", choices=tuple(DISPOSITIONS)),
        Field("deal_id", "deal"),
        Field("owner_id", "user"),
    ),
    filters=(
        Filter("contact_id", "contact_id = ?"),
        Filter("external_id", "external_id = ?"),
        Filter("type", "type = ?"),
    ),
    order="started_at DESC, id DESC",
    deletable=True,
)

MESSAGES = Kind(
    "messages",
    "message",
    "messages.read",
    "messages.write",
    prefix="msg_",
    fields=(
        Field("subject", required=True, limit=500),
        Field("contact_id", "contact", required=True),
        Field("channel", "choice", choices=CHANNELS),
        Field("direction", "choice", choices=DIRECTIONS),
        Field("body", limit=200_000),
        Field("occurred_at", "time"),
        Field("deal_id", "deal"),
        Field("owner_id", "user"),
    ),
    filters=(Filter("contact_id", "contact_id = ?"), Filter("channel", "channel = ?")),
    order="occurred_at DESC, id DESC",
    deletable=True,
)

DEALS = Kind(
    "deals",
    "deal",
    "deals.read",
    filters=(Filter("contact_id", "contact_id = ?"), Filter("stage", "stage = ?")),
    order="id",
)

USERS = Kind("users", "user", "users.read", filters=(Filter("email", "email = ? COLLATE NOCASE"),))

APPOINTMENTS = Kind(
    "appointments",
    "appointment",
    "appointments.read",
    "appointments.write",
    fields=(
        Field("title", required=True, limit=300),
        Field("summary", limit=10_000),
        Field("starts_at", "time", required=True),
        Field("duration_minutes", "integer", limit=1_440),
        Field("status", "choice", choices=APPOINTMENT_STATUSES),
        Field("contact_id", "contact"),
        Field("owner_id", "user"),
    ),
    filters=(
        Filter("contact_id", "contact_id = ?"),
        Filter("from", "starts_at >= ?"),
        Filter("to", "starts_at < ?"),
        Filter("status", "status = ?"),
    ),
    order="starts_at, id",
)

KINDS = (CONTACTS, ACTIVITIES, MESSAGES, DEALS, USERS, APPOINTMENTS)

SCOPES = {
    "contacts.read": "See contacts",
    "contacts.write": "Create and change contacts",
    "activities.read": "See calls and other activities",
    "activities.write": "Log calls and other activities",
    "messages.read": "See messages",
    "messages.write": "Log messages",
    "deals.read": "See deals",
    "users.read": "See the people of this account",
    "appointments.read": "See appointments",
    "appointments.write": "Create and change appointments",
}
"""What can be granted, in the words of the consent page."""
