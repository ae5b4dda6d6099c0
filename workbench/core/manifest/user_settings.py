"""What a user and an administrator set in App Connect: values typed by the manifest's settings (manifest.md section 7).

An entry is what is stored of one setting: {value, customizable?, defaultValue?, options?}, under the item's id.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from workbench.core.errors import UsageError
from workbench.core.manifest.model import Option, Platform, Setting, SettingKind
from workbench.core.values import Json, is_number
from workbench.core.values.json_text import read_json, write_json

Entry = dict[str, Json]

_TRUTHS: Final = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_LITERAL: Final = ("{", "[", '"')
"""How JSON begins that a text without a manifest is read as."""


def setting_of(platform: Platform | None, name: str) -> Setting | None:
    """The manifest's setting of an id; None for one of App Connect's own, or where there is no manifest."""
    return next((each for each in _all(platform) if each.id == name), None)


def entry_of(platform: Platform | None, name: str, given: Json) -> Entry:
    """A setting as it is stored; `given` is its value, typed or as text, or the entry itself.

    Raises UsageError for a value that the setting cannot have, in the manifest's words.
    """
    if not name:
        raise UsageError("A setting needs a name.", code="bad-setting", hint="Write it as NAME=VALUE.")
    whole = _parsed(given) if isinstance(given, str) and given.lstrip().startswith("{") else given
    if isinstance(whole, dict) and "value" in whole:
        return {**whole, "value": setting_value(platform, name, whole["value"])}
    return {"value": setting_value(platform, name, given)}


def setting_value(platform: Platform | None, name: str, given: Json) -> Json:
    """A value by the kind of its setting. What no manifest describes stays as it is, but for truth values and JSON."""
    setting = setting_of(platform, name)
    if setting is None:
        return _literal(given) if isinstance(given, str) else given
    return _READERS[setting.kind](setting, given)


def empty_settings(platform: Platform | None, stored: Mapping[str, Json]) -> tuple[Setting, ...]:
    """The manifest's settings that neither have a value nor begin with one."""
    return tuple(
        each for each in _all(platform) if each.stores and _is_empty(each.default) and _is_empty(_value(stored, each))
    )


def strange_names(platform: Platform | None, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each name that is probably a slip of a setting's."""
    known = [each.id for each in _all(platform) if each.stores]
    for name in names:
        near = [] if name in known else difflib.get_close_matches(name, known, 1, cutoff=0.8)
        if near:
            yield f"The manifest has no setting {name}; it is set all the same. Did you mean {near[0]}?"


def _all(platform: Platform | None) -> Iterator[Setting]:
    return (item for section in (platform.admin_pages if platform else ()) for item in section.items)


def _value(stored: Mapping[str, Json], setting: Setting) -> Json:
    entry = stored.get(setting.id)
    return entry.get("value") if isinstance(entry, dict) else None


def _is_empty(value: Json) -> bool:
    return value is None or value in ("", [])


def _parsed(text: str) -> Json:
    try:
        return read_json(text)
    except ValueError:
        return text


def _literal(text: str) -> Json:
    """Truth values, null, and what is written as JSON; digits stay text, as an input field gives them."""
    return _parsed(text) if text in ("true", "false", "null") or text.lstrip().startswith(_LITERAL) else text


def _input(setting: Setting, given: Json) -> Json:
    """Text; a number where the manifest's default is one."""
    if is_number(setting.default):
        number = _parsed(given) if isinstance(given, str) else given
        if is_number(number):
            return number
    if isinstance(given, str):
        return given
    if is_number(given):
        return write_json(given)
    raise _refused(setting, given, "It takes text.")


def _boolean(setting: Setting, given: Json) -> Json:
    value = _TRUTHS.get(given.strip().lower()) if isinstance(given, str) else given
    if not isinstance(value, bool):
        raise _refused(setting, given, "It is on or off: write true or false.")
    return value


def _option(setting: Setting, given: Json) -> Json:
    """An option's id, given by its id or its name; a list of them where several can be chosen."""
    if not setting.multiple:
        return _chosen(setting, given)
    several = _parsed(given) if isinstance(given, str) and given.lstrip().startswith("[") else given
    if isinstance(several, str):
        several = [part.strip() for part in several.split(",") if part.strip()]
    if not isinstance(several, list):
        raise _refused(setting, given, "It takes a list: write the options with commas between them.")
    return [_chosen(setting, each) for each in several]


def _chosen(setting: Setting, given: Json) -> Json:
    if given == "" and not setting.required:
        return given
    for fits in _LIKENESSES:
        for option in setting.options:
            if fits(option, given):
                return option.value
    if setting.options:
        offered = ", ".join(f"{each.value} ({each.title})" for each in setting.options[:_OFFERED])
        more = " and others" if len(setting.options) > _OFFERED else ""
        raise _refused(setting, given, f"It offers {offered}{more}.")
    # Options that only the CRM knows.
    return _input(setting, given)


_OFFERED: Final = 12

_LIKENESSES: Final[tuple[Callable[[Option, Json], bool], ...]] = (
    lambda option, given: type(option.value) is type(given) and option.value == given,
    lambda option, given: str(option.value) == str(given),
    lambda option, given: option.title.casefold() == str(given).casefold(),
)
"""How an option is meant by what is given, the surest first."""


def _warning(setting: Setting, given: Json) -> Json:
    raise _refused(setting, given, "It is a notice and stores nothing.")


def _refused(setting: Setting, given: Json, why: str) -> UsageError:
    said = given if isinstance(given, str) else write_json(given)
    return UsageError(f"“{said}” is no value of “{setting.name or setting.id}”.", code="bad-setting", hint=why)


_READERS: Final[Mapping[SettingKind, Callable[[Setting, Any], Json]]] = {
    SettingKind.INPUT: _input,
    SettingKind.BOOLEAN: _boolean,
    SettingKind.OPTION: _option,
    SettingKind.WARNING: _warning,
}
"""A row a kind."""
