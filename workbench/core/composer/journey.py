"""The way of a call through its legs, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.core.composer.javascript import member_or_throw
from workbench.core.values.javascript import to_number, to_text, truthy


def journey_text(legs: Sequence[Any]) -> str:
    """One line for each leg; raises ComposerError when a leg lacks the party that its line names.

    log_composer.md section 4, call journey.
    """
    return "\n".join([_first_leg(leg) if index == 0 else _later_leg(leg) for index, leg in enumerate(legs)])


def _first_leg(leg: Any) -> str:
    if member_or_throw(leg, "direction") == "Outbound":
        return f"Made call from {party_text(member_or_throw(leg, 'from'))}"
    return f"Received call at {party_text(member_or_throw(leg, 'to'))}"


def _later_leg(leg: Any) -> str:
    is_outward = member_or_throw(leg, "direction") == "Outbound" and member_or_throw(leg, "legType") != "PstnToSip"
    party = party_text(member_or_throw(leg, "from" if is_outward else "to"))
    duration = member_or_throw(leg, "duration")
    return f"Transferred to {party}, duration: {to_text(duration)} second{'s' if to_number(duration) > 1 else ''}"


def party_text(party: Any) -> str:
    """Name, number and extension of a party; nothing at all when it has neither number nor extension."""
    phone_number, extension, name = (
        member_or_throw(party, "phoneNumber"),
        member_or_throw(party, "extensionNumber"),
        member_or_throw(party, "name"),
    )
    if truthy(phone_number):
        described = f"{to_text(phone_number)}, ext {to_text(extension)}" if truthy(extension) else to_text(phone_number)
    elif truthy(extension):
        described = f"ext {to_text(extension)}"
    else:
        return ""
    return f"{to_text(name)}, {described}" if truthy(name) else described
