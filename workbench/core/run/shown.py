"""What App Connect would show its user after a call: success, message, details (runtime.md sections 3 and 5 to 10)."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.core.interfaces import rows
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind, Shown
from workbench.core.run.showing import Shows, Unreadable, details_of, stock
from workbench.core.values import Value
from workbench.core.values.javascript import missing


def shown(
    interface: str,
    outcome: Outcome,
    platform: str,
    *,
    arguments: Mapping[str, Value] | None = None,
    era: str = "head",
    variant: str = "",
) -> Shown | None:
    """What the user of App Connect's client would see, or None when nothing would be shown.

    `platform` is named in details; `arguments` (the interface's own, by name) in stock messages. A call that
    crashed, hung or was cancelled shows nothing: the server gave no answer.
    """
    if outcome.kind is OutcomeKind.THREW:
        return thrown(interface, outcome.error or AdapterError("Error", ""), platform, era=era)
    row, value = rows()[interface], outcome.value
    if outcome.kind is not OutcomeKind.RETURNED or row.shows is None:
        return None
    if missing(value) and row.gives_object and not row.may_give_nothing(era, variant):
        return thrown(interface, AdapterError("TypeError", ""), platform, era=era)
    try:
        return row.shows(value, Shows(interface, platform, arguments or {}))
    except Unreadable:
        return thrown(interface, AdapterError("TypeError", ""), platform)


def thrown(interface: str, error: AdapterError, platform: str, *, era: str = "head") -> Shown | None:
    """The mapping of section 9, and its exceptions."""
    row = rows()[interface]
    if row.shows_error is not None:
        return row.shows_error(error)
    if error.status == 429:
        text = f"{platform} accepts only so many requests in a while. Wait a little and try again."
        return stock("Rate limit exceeded", details_of("1", text))
    if error.status is not None and 400 <= error.status < 410:
        text = f"{platform} did not accept the connection. Disconnect the account and connect it again."
        return stock("Authorization error", details_of("1", text))
    earlier = row.earlier_error_title if era != "head" else ""
    if earlier and not row.earlier_error_details:
        return stock(earlier)
    text = "Check that the account has the permissions this needs; if it does, ask whoever looks after the adapter."
    return stock(earlier or row.error_title or f"Error performing {interface}", details_of(1, text))
