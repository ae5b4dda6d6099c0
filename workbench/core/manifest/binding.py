"""Where the choices and initial values of an additional form field come from (manifest.md section 5.1)."""

from __future__ import annotations

from typing import Any, Final

from workbench.core.manifest.model import Option, PageField
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.paths import get_path

SITUATIONS: Final = ("inboundCall", "outboundCall", "message", "voicemail", "fax")
"""What a form can be filled for; initial values differ by it."""


def bound_options(
    field: PageField, contact: Json = None, account_data: Json = None, contact_type: str = ""
) -> tuple[Option, ...]:
    """The choices of a field: the chosen contact's, else its own, else those of the account data.

    `contact` is one item of findContact's list, `account_data` maps a key to what the adapter fetched.
    An empty result for a contact-dependent field means that the client hides it.
    """
    if field.contact_dependent:
        return _options(get_path(contact, f"additionalInfo.{field.const}"))
    if field.options:
        return field.options
    member = field.account_data_property_by_type.get(contact_type, field.account_data_property)
    return _options(get_path(account_data, f"{field.account_data_key}.{member}")) if member else ()


def initial_value(field: PageField, situation: str, user_settings: Json = None) -> Value:
    """The value that a form starts with: a setting's for the situation, else the default, else UNDEFINED."""
    setting = field.default_settings.get(situation)
    value = get_path(user_settings, f"{setting}.value") if setting else UNDEFINED
    if value is UNDEFINED or value is None or value == "":
        return UNDEFINED if field.default is None else field.default
    return value


def _options(data: Value) -> tuple[Option, ...]:
    found: list[dict[str, Any]] = [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
    return tuple(
        Option(each.get("const"), str(each.get("title", each.get("const"))), str(each.get("description", "")))
        for each in found
    )
