"""The fixed choices of form fields, as RingCentral's clients name them."""

from __future__ import annotations

from typing import Final

from workbench.core.forms.model import Choice


def _choices(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in values)


DIRECTIONS: Final = _choices("Inbound", "Outbound")
RESULTS: Final = _choices("Accepted", "Call connected", "Missed", "Voicemail", "Rejected", "Busy", "In Progress")
MESSAGE_TYPES: Final = _choices("SMS", "MMS", "VoiceMail", "Fax", "Pager", "Text")
STATUSES: Final = _choices("scheduled", "confirmed", "completed", "cancelled")
CONTACT_TYPES: Final = _choices("Contact", "Lead")
