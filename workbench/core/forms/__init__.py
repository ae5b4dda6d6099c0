"""The form model: what a window shows for an interface, generated from contract and manifest, without a window."""

from workbench.core.forms.build import build_form
from workbench.core.forms.model import Choice, Field, FieldGroup, FieldKind, Form, missing, new_payload, read, write
from workbench.core.forms.words import as_payload, duration_text, moment_text, parse_duration, parse_moment

__all__ = [
    "Choice",
    "Field",
    "FieldGroup",
    "FieldKind",
    "Form",
    "as_payload",
    "build_form",
    "duration_text",
    "missing",
    "moment_text",
    "new_payload",
    "parse_duration",
    "parse_moment",
    "read",
    "write",
]
