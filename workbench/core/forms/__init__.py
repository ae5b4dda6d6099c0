"""The form model: what a window shows for an interface, generated from contract and manifest, without a window."""

from workbench.core.forms.build import build_form
from workbench.core.forms.checks import blocked, complaint, named, phone_complaint
from workbench.core.forms.items import item_line, moved
from workbench.core.forms.json_text import json_text, parse_json
from workbench.core.forms.model import (
    Choice,
    Field,
    FieldGroup,
    FieldKind,
    Form,
    Item,
    missing,
    new_payload,
    read,
    write,
)
from workbench.core.forms.offering import offering, picks_of
from workbench.core.forms.picks import Pick, in_order
from workbench.core.forms.retyping import retyped, shown_text
from workbench.core.forms.words import as_payload, duration_text, moment_text, parse_duration, parse_moment

__all__ = [
    "Choice",
    "Field",
    "FieldGroup",
    "FieldKind",
    "Form",
    "Item",
    "Pick",
    "as_payload",
    "blocked",
    "build_form",
    "complaint",
    "duration_text",
    "in_order",
    "item_line",
    "json_text",
    "missing",
    "moment_text",
    "moved",
    "named",
    "new_payload",
    "offering",
    "parse_duration",
    "parse_json",
    "parse_moment",
    "phone_complaint",
    "picks_of",
    "read",
    "retyped",
    "shown_text",
    "write",
]
