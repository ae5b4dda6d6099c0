"""Path look-up: dotted keys followed through JSON and JavaScript's own members (proxy.md section 3)."""

from __future__ import annotations

from typing import Final

from workbench.core.proxy.javascript import code_units, is_index
from workbench.core.proxy.throws import type_error
from workbench.core.values import UNDEFINED, Special, Value
from workbench.core.values.javascript import missing, to_text, truthy

_EVERY: Final = "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf"
_METHODS: Final = {
    "Object": frozenset(_EVERY.split()),
    "String": frozenset(
        f"{_EVERY} at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match"
        " matchAll normalize padEnd padStart repeat replace replaceAll search slice split startsWith substr substring"
        " toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase trim trimEnd trimStart".split()
    ),
    "Array": frozenset(
        f"{_EVERY} at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap"
        " forEach includes indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort"
        " splice toReversed toSorted toSpliced unshift values with".split()
    ),
    "Number": frozenset(f"{_EVERY} toExponential toFixed toPrecision".split()),
    "Boolean": frozenset(_EVERY.split()),
}
_EMPTY: Final[dict[str, Value]] = {"Object": {}, "String": "", "Array": [], "Number": 0, "Boolean": False}


def look_up(value: Value, path: Value) -> Value:
    """The value at a dotted path; the whole value for an empty path or `$`, UNDEFINED where nothing is.

    Blanks count, `a..b` asks for an empty key, and there are neither brackets nor escapes. A path that is
    neither text nor falsy throws a TypeError.
    """
    if not truthy(path) or path == "$":
        return value
    if not isinstance(path, str):
        raise type_error("path.split is not a function")
    current = value
    for key in path.split("."):
        if missing(current):
            return UNDEFINED
        current = own_or_inherited(current, key)
    return current


def own_or_inherited(value: Value, key: str) -> Value:
    """`value[key]` for a value that is neither null nor undefined."""
    if isinstance(value, dict):
        return value[key] if key in value else _inherited("Object", key)
    if isinstance(value, list | tuple):
        if key == "length":
            return len(value)
        if is_index(key):
            return value[int(key)] if int(key) < len(value) else UNDEFINED
        return _inherited("Array", key)
    if isinstance(value, str):
        if key == "length":
            return len(value) if value.isascii() else len(code_units(value))
        if is_index(key):
            units = code_units(value)
            return units[int(key)] if int(key) < len(units) else UNDEFINED
        return _inherited("String", key)
    if isinstance(value, bool):
        return _inherited("Boolean", key)
    if isinstance(value, int | float):
        return _inherited("Number", key)
    if isinstance(value, Special):
        return _special_member(value, key)
    return UNDEFINED


def member(value: Value, key: str) -> Value:
    """`value.key`; throws for null and undefined as JavaScript does."""
    if missing(value):
        raise type_error(f"Cannot read properties of {to_text(value)} (reading '{key}')")
    return own_or_inherited(value, key)


def optional(value: Value, key: str) -> Value:
    """`value?.key`."""
    return UNDEFINED if missing(value) else own_or_inherited(value, key)


def _inherited(kind: str, key: str) -> Value:
    """A member that every value of a kind has: a function, or for `__proto__` an empty value of the kind."""
    if key == "__proto__":
        return _EMPTY[kind]
    if key == "constructor":
        return Special("function", f"function {kind}() {{ [native code] }}")
    if key in _METHODS[kind]:
        return Special("function", f"function {key}() {{ [native code] }}")
    return UNDEFINED


def _special_member(value: Special, key: str) -> Value:
    if value.kind == "function" and key == "name":
        return value.text.removeprefix("function ").partition("(")[0]
    if isinstance(value.content, dict) and key in value.content:
        return value.content[key]
    return _inherited("Object", key)
