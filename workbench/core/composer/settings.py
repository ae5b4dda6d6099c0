"""The user's settings as switches of the composed text."""

from __future__ import annotations

from typing import Any, Final

from workbench.core.values import UNDEFINED
from workbench.core.values.javascript import member, truthy

DATE_FORMAT_SETTING: Final = "logDateFormat"
DEFAULT_DATE_FORMAT: Final = "YYYY-MM-DD hh:mm:ss A"


def stored_value(settings: Any, setting: str) -> Any:
    """`userSettings.<setting>.value`; UNDEFINED when it is not stored."""
    return member(member(settings, setting), "value")


def is_on(settings: Any, setting: str, default: bool) -> bool:
    """Whether a field is wanted: unstored and null mean the default, all else its truthiness.

    The text "false" is therefore on (log_composer.md section 2).
    """
    if not settings:
        return default
    # Asked nineteen times a body: plain dictionaries, which is what settings are, take the short way.
    stored = settings.get(setting) if type(settings) is dict else member(settings, setting)
    value = stored.get("value") if type(stored) is dict else member(stored, "value")
    if value is None or value is UNDEFINED:
        return default
    return value is True or truthy(value)


def date_format(settings: Any) -> Any:
    """The pattern that dates are printed by; the default also when an empty text is stored."""
    value = stored_value(settings, DATE_FORMAT_SETTING)
    return value if truthy(value) else DEFAULT_DATE_FORMAT
