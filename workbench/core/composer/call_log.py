"""The call-log body as App Connect composes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any, Final

from workbench.core.composer.fields import FIELDS
from workbench.core.composer.html import HTML
from workbench.core.composer.inputs import CallLogInputs, read_inputs
from workbench.core.composer.javascript import optional_member, text
from workbench.core.composer.layout import FieldLayout, Step, apply, step_of
from workbench.core.composer.markdown import MARKDOWN
from workbench.core.composer.moments import Now
from workbench.core.composer.plain import PLAIN
from workbench.core.composer.settings import is_on
from workbench.core.values import UNDEFINED

FORMATS: Final[dict[str, dict[str, FieldLayout]]] = {"text/plain": PLAIN, "text/html": HTML, "text/markdown": MARKDOWN}
"""The log formats for which App Connect composes a body, with the layout of each field."""


def compose_call_log(
    inputs: CallLogInputs | Mapping[str, Any],
    *,
    process_zone: tzinfo | None = None,
    clock: Now | None = None,
    interprets_dollars: bool = True,
) -> str:
    """The body that App Connect's head composer gives for the inputs (log_composer.md sections 1 to 7).

    `process_zone` and `clock` (default: UTC and the present) stand for the server's. With `interprets_dollars`
    off, dollar sequences in new values are taken as they stand, which App Connect does not do. Formats that
    App Connect does not compose give an empty text. Raises ComposerError where App Connect's composer throws.
    """
    body, _ = _composed(_injected(inputs, process_zone, clock), interprets_dollars=interprets_dollars)
    return body


def compose_steps(inputs: CallLogInputs | Mapping[str, Any]) -> tuple[Step, ...]:
    """What each field does to the body: added, replaced or kept; raises ComposerError as `compose_call_log` does."""
    _, steps = _composed(read_inputs(inputs), interprets_dollars=True, steps=[])
    return tuple(steps or ())


def _injected(
    given: CallLogInputs | Mapping[str, Any], process_zone: tzinfo | None, clock: Now | None
) -> CallLogInputs:
    inputs = read_inputs(given)
    if process_zone is not None:
        inputs = replace(inputs, process_zone=process_zone)
    if clock is not None:
        inputs = replace(inputs, clock=clock)
    return inputs


def _composed(
    inputs: CallLogInputs, *, interprets_dollars: bool, steps: list[Step] | None = None
) -> tuple[str, list[Step] | None]:
    log_format = "text/plain" if inputs.logFormat is UNDEFINED else inputs.logFormat
    layouts = FORMATS.get(log_format) if isinstance(log_format, str) else None
    if layouts is None:
        return "", steps
    settings = inputs.settings
    body = "" if inputs.existingBody is UNDEFINED else text(inputs.existingBody)
    for field in FIELDS:
        if not is_on(settings, field.setting, field.default):
            continue
        value = field.value(inputs)
        if value is UNDEFINED:
            continue
        layout = layouts[_layout_key(field.name, inputs)]
        if steps is not None:
            steps.append(step_of(body, layout, value, field.name))
        body = apply(body, layout, value, field.name, interprets_dollars=interprets_dollars)
    return body, steps


def _layout_key(name: str, inputs: CallLogInputs) -> str:
    """The contact's number has two labels in HTML; all other fields have one layout."""
    if name != "contactNumber":
        return name
    return "recipientNumber" if optional_member(inputs.callLog, "direction") == "Outbound" else "callerNumber"
