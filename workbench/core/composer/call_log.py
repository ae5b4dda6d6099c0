"""The call-log body as App Connect composes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Any, Final, TypeAlias

from workbench.core.composer.fields import FIELDS
from workbench.core.composer.html import HTML
from workbench.core.composer.inputs import CallLogInputs, Given, Server, as_object, utc_now
from workbench.core.composer.javascript import member_or_throw
from workbench.core.composer.layout import FieldLayout, Step, apply, step_of
from workbench.core.composer.markdown import MARKDOWN
from workbench.core.composer.plain import PLAIN
from workbench.core.composer.settings import is_on
from workbench.core.values import UNDEFINED
from workbench.core.values.javascript import member, to_text, truthy
from workbench.core.values.moments import Now

Layouts: TypeAlias = dict[str, FieldLayout]

FORMATS: Final[dict[str, Layouts]] = {"text/plain": PLAIN, "text/html": HTML, "text/markdown": MARKDOWN}
"""The log formats for which App Connect composes a body, with the layout of each field."""

_ROWS: Final = tuple((field.name, field.setting, field.default, field.value) for field in FIELDS)


def compose_call_log(
    inputs: CallLogInputs | Mapping[str, Any],
    *,
    process_zone: tzinfo = UTC,
    clock: Now = utc_now,
    interprets_dollars: bool = True,
) -> str:
    """The body that App Connect's head composer gives for the inputs (log_composer.md sections 1 to 7).

    `process_zone` and `clock` stand for the server's. With `interprets_dollars` off, dollar sequences in new
    values are taken as they stand, which App Connect does not do. Formats that App Connect does not compose give
    an empty text. Raises ComposerError where App Connect's composer throws.
    """
    given = as_object(inputs)
    body = _existing_body(given)
    if layouts_of(given) is None:
        return ""
    for name, layout, value in _wanted(given, Server(process_zone, clock)):
        body = apply(body, layout, value, name, interprets_dollars=interprets_dollars)
    return body


def compose_steps(
    inputs: CallLogInputs | Mapping[str, Any], *, process_zone: tzinfo = UTC, clock: Now = utc_now
) -> tuple[Step, ...]:
    """What each field does to the body: added, replaced or kept; raises ComposerError as `compose_call_log` does."""
    given = as_object(inputs)
    body = _existing_body(given)
    steps = []
    for name, layout, value in _wanted(given, Server(process_zone, clock)):
        steps.append(step_of(body, layout, value, name))
        body = apply(body, layout, value, name, interprets_dollars=True)
    return tuple(steps)


def layouts_of(given: Given) -> Layouts | None:
    """The layouts of the inputs' format; None when App Connect composes nothing for it."""
    log_format = given.get("logFormat", "text/plain")
    return FORMATS.get(log_format) if isinstance(log_format, str) else None


def _existing_body(given: Given) -> str:
    body = given.get("existingBody", "")
    return body if isinstance(body, str) else to_text(body)


def _wanted(given: Given, server: Server) -> Iterator[tuple[str, FieldLayout, Any]]:
    """The fields that are switched on and have a value, in order, with their layout."""
    layouts = layouts_of(given)
    if layouts is None:
        return
    settings = member_or_throw(given.get("user", UNDEFINED), "userSettings")
    for name, setting, default, read in _ROWS:
        if read is None:
            value = given.get(name)
            if value is None or not (value if type(value) is str else truthy(value)):
                continue
            if not is_on(settings, setting, default):
                continue
        else:
            if not is_on(settings, setting, default):
                continue
            value = read(given, server)
            if value is UNDEFINED:
                continue
        yield name, layouts[name if name != "contactNumber" else _contact_layout(given)], value


def _contact_layout(given: Given) -> str:
    """The contact's number has two labels in HTML."""
    is_outbound = member(given.get("callLog"), "direction") == "Outbound"
    return "recipientNumber" if is_outbound else "callerNumber"
