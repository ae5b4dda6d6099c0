"""The call-log body as App Connect composes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any, Final, TypeAlias

from workbench.core.composer.fields import FIELDS, Field
from workbench.core.composer.html import HTML
from workbench.core.composer.inputs import CallLogInputs, Given, Server, as_object, utc_now
from workbench.core.composer.javascript import member, optional_member, text, truthy
from workbench.core.composer.layout import FieldLayout, Step, apply, step_of
from workbench.core.composer.markdown import MARKDOWN
from workbench.core.composer.moments import Now
from workbench.core.composer.plain import PLAIN
from workbench.core.composer.settings import is_on
from workbench.core.values import UNDEFINED

Layouts: TypeAlias = dict[str, FieldLayout]

FORMATS: Final[dict[str, Layouts]] = {"text/plain": PLAIN, "text/html": HTML, "text/markdown": MARKDOWN}
"""The log formats for which App Connect composes a body, with the layout of each field."""


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
    layouts = layouts_of(given)
    if layouts is None:
        return ""
    settings = member(given.get("user", UNDEFINED), "userSettings")
    server = Server(process_zone, clock)
    for field in FIELDS:
        value = _value(field, given, settings, server)
        if value is not UNDEFINED:
            layout = _layout(field, layouts, given)
            body = apply(body, layout, value, field.name, interprets_dollars=interprets_dollars)
    return body


def compose_steps(
    inputs: CallLogInputs | Mapping[str, Any], *, process_zone: tzinfo = UTC, clock: Now = utc_now
) -> tuple[Step, ...]:
    """What each field does to the body: added, replaced or kept; raises ComposerError as `compose_call_log` does."""
    given = as_object(inputs)
    body = _existing_body(given)
    layouts = layouts_of(given)
    if layouts is None:
        return ()
    settings = member(given.get("user", UNDEFINED), "userSettings")
    steps = []
    for field in FIELDS:
        value = _value(field, given, settings, Server(process_zone, clock))
        if value is not UNDEFINED:
            layout = _layout(field, layouts, given)
            steps.append(step_of(body, layout, value, field.name))
            body = apply(body, layout, value, field.name, interprets_dollars=True)
    return tuple(steps)


def layouts_of(given: Given) -> Layouts | None:
    """The layouts of the inputs' format; None when App Connect composes nothing for it."""
    log_format = given.get("logFormat", "text/plain")
    return FORMATS.get(log_format) if isinstance(log_format, str) else None


def _existing_body(given: Given) -> str:
    body = given.get("existingBody", "")
    return body if isinstance(body, str) else text(body)


def _value(field: Field, given: Given, settings: Any, server: Server) -> Any:
    """The field's value; UNDEFINED when it is switched off or has none."""
    if field.value is not None:
        return field.value(given, server) if is_on(settings, field.setting, field.default) else UNDEFINED
    value = given.get(field.name)
    if not value and not truthy(value):
        return UNDEFINED
    return value if is_on(settings, field.setting, field.default) else UNDEFINED


def _layout(field: Field, layouts: Layouts, given: Given) -> FieldLayout:
    """The contact's number has two labels in HTML; all other fields have one layout."""
    if field.name != "contactNumber":
        return layouts[field.name]
    is_outbound = optional_member(given.get("callLog"), "direction") == "Outbound"
    return layouts["recipientNumber" if is_outbound else "callerNumber"]
