"""Checks of types and spelling that follow from the contract's data alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from workbench.core.contract.interfaces import Interface
from workbench.core.judging.judgement import Judgement, join, readable
from workbench.core.values import Json, Special, Value
from workbench.core.values.javascript import as_object, missing

_OWN_CHECKS: Final = ("ReturnMessage", "MatchedContact", "CreateNewContactOption", "User", "ExtraDataTracking")
"""Definitions that have checks of their own."""

_LIKENESS: Final = 0.84
"""How alike two names must be; detaisl and details are 0.857."""

_WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}


def check_shape(judgement: Judgement) -> None:
    """Compare the whole value with the contract's schema; places that already have a finding are left out."""
    _walk(judgement, returned_schema(judgement.interface), judgement.outcome.value, "")


def returned_schema(interface: Interface) -> Json:
    """The schema of the result, with the members that the data lists beside it, such as platformUserInfo.id."""
    schema = _copy(interface.returns_schema)
    for entry in interface.return_fields:
        names = entry.field.split(".")
        if not all(name.isidentifier() for name in names):
            continue
        place = schema
        for name in names[:-1]:
            place = place.setdefault("properties", {}).setdefault(name, {"type": "object"})
        if "$ref" not in place:
            place.setdefault("properties", {}).setdefault(names[-1], entry.schema)
    return schema


def check_spelling(
    judgement: Judgement, owner: dict[str, Value], known: Iterable[str], path: str, rule_id: str
) -> None:
    """Find members whose name is almost a known one that is not there."""
    for key, near in near_misses(owner, known):
        judgement.find(rule_id, join(path, key), f"“{key}” is almost “{near}”, which is not there.")


def near_misses(owner: Iterable[str], known: Iterable[str]) -> list[tuple[str, str]]:
    """Names that are not known but almost like a known name that is absent, each with that name."""
    present = set(owner)
    absent = {name.lower(): name for name in known if name not in present}
    found = []
    for key in sorted(present - set(known)):
        plain = key.replace("_", "").lower()
        near = difflib.get_close_matches(plain, absent, n=1, cutoff=_LIKENESS)
        if near and (plain == near[0] or min(len(plain), len(near[0])) > 3):
            found.append((key, absent[near[0]]))
    return found


def fits(value: Value, types: Iterable[str]) -> bool:
    """Whether a value has one of JSON Schema's types, with App Connect's eyes."""
    return any(_fits(value, name) for name in types)


def _fits(value: Value, name: str) -> bool:
    if isinstance(value, Special):
        kinds = {"string": ("date",), "number": ("bigint", "number"), "integer": ("bigint",)}
        return value.kind in kinds.get(name, ()) or (name == "object" and as_object(value) is not None)
    if isinstance(value, bool):
        return name == "boolean"
    match name:
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float)
        case "integer":
            return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
    return False


def _walk(judgement: Judgement, schema: Json, value: Value, path: str) -> None:
    reference = str(schema.get("$ref", "")).rpartition("/")[2]
    if missing(value) or reference in _OWN_CHECKS or judgement.judged(path):
        return
    schema = judgement.table.resolve(schema)
    if "anyOf" in schema:
        schema = next((entry for entry in schema["anyOf"] if _could_be(judgement, entry, value)), schema["anyOf"][0])
        _walk(judgement, schema, value, path)
        return
    types = schema.get("type", ())
    types = (types,) if isinstance(types, str) else tuple(types)
    if types and not fits(value, types):
        if path:
            wanted = " or ".join(_WORDS[name] for name in types if name != "null")
            judgement.find("returns/wrong-type", path, f"{path} is {readable(value)} instead of {wanted}.")
        return
    if isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            _walk(judgement, schema["items"], item, join(path, place))
    owner, properties = as_object(value), schema.get("properties")
    if owner is not None and properties:
        check_spelling(judgement, owner, properties, path, "returns/misspelt-key")
        for name, entry in properties.items():
            if name in owner:
                _walk(judgement, entry, owner[name], join(path, name))


def _could_be(judgement: Judgement, schema: Json, value: Value) -> bool:
    types = judgement.table.resolve(schema).get("type", ())
    return fits(value, (types,) if isinstance(types, str) else types)


def _copy(schema: Json) -> Json:
    if isinstance(schema, dict):
        return {key: _copy(item) for key, item in schema.items()}
    return schema
