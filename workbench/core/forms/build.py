"""Building the form of an interface from its row and the platform's manifest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workbench.core.errors import UsageError
from workbench.core.forms.fields import FILLED, MANIFEST_FIELDS
from workbench.core.forms.from_manifest import contact_types
from workbench.core.forms.model import Field, FieldGroup, FieldKind, Form
from workbench.core.interfaces import rows
from workbench.core.manifest.model import Platform


def build_form(interface: str, platform: Platform | None = None, *, message: int = 0) -> Form:
    """The form of an interface: its request's members, the manifest's fields, and what the server fills in.

    Without a manifest, members that it would describe are plain text or JSON. `message` is the
    place in the payload's list of the message that a message form is about (see `arguments.message_place`).
    Raises UsageError for an unknown name.
    """
    if interface not in rows():
        raise UsageError(
            f"“{interface}” is not an interface of App Connect.",
            code="unknown-interface",
            hint="The names are those of the contract, such as createCallLog.",
        )
    row = rows()[interface]
    groups: list[FieldGroup] = []
    for group in row.form:
        if group is MANIFEST_FIELDS:
            groups.extend(row.manifest_fields(platform))
        else:
            groups.extend(contact_types([_about_message(group, message)], platform))
    groups = row.fit_form(groups, platform)
    filled = tuple(Field(name, name, FieldKind.FILLED, help=FILLED.get(name, "")) for name in _filled_names(interface))
    if filled:
        groups.append(FieldGroup("Filled in by App Connect", filled))
    return Form(interface, tuple(groups))


def _about_message(group: FieldGroup, message: int) -> FieldGroup:
    fields = tuple(
        replace(field, path=field.path.replace("logInfo.messages.0.", f"logInfo.messages.{message}."))
        for field in group.fields
    )
    return replace(group, fields=fields)


def _filled_names(interface: str) -> Iterable[str]:
    """Arguments of every variant that the server makes, in the contract's order."""
    arguments = [argument for each in rows()[interface].arguments for argument in each.rows]
    submitted = {argument.name for argument in arguments if argument.path}
    names = dict.fromkeys(argument.name for argument in arguments)
    return [name for name in names if name in FILLED and name not in submitted]
