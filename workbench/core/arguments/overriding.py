"""What a user sets of an interface's arguments: typed by the contract, and put where App Connect reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.arguments.build import argument_set
from workbench.core.arguments.context import CallContext
from workbench.core.arguments.rows import Request, Row
from workbench.core.contract.interfaces import Interface, InterfaceTable
from workbench.core.errors import UsageError
from workbench.core.values import Json
from workbench.core.values.json_text import read_json
from workbench.core.values.paths import parts, path_fault, set_path

_TYPES: Final[dict[type, str]] = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class RequestWith:
    """A client's request with what was set of an interface's arguments in it."""

    request: Request
    edited: frozenset[str] = frozenset()
    """Paths of the request that hold a value that was set."""


def parse_override(text: str) -> tuple[str, str]:
    """Read `path=value` as typed for `--set`; raises UsageError. `typed` gives the value its type."""
    path, separator, value = text.partition("=")
    fault = path_fault(path) if separator else "there is no ="
    if fault:
        raise UsageError(
            f"“{text}” does not set a value: {fault}.",
            code="bad-set",
            hint="Write it as callLog.duration=65 or note=Hello.",
        )
    return path, value


def typed(text: str, path: str, interface: Interface, table: InterfaceTable) -> Json:
    """A typed text as the contract has the argument's member at a path.

    Where the contract knows text alone it is text, also `101` and `true`; else it is JSON where it is JSON and text
    where it is not. Text in quotes is the text between them. What the contract does not describe is read as JSON.
    """
    try:
        value = read_json(text)
    except ValueError:
        return text
    if isinstance(value, str):
        return value
    schemas = tuple(_schemas_at(path, interface, table))
    allowed = {name for schema in schemas for name in _types(schema)}
    if isinstance(value, bool) and "string" in allowed:
        # A truth value of a query, which arrives as text.
        return text
    return value if not allowed or _TYPES[type(value)] in allowed else text


def into_request(
    interface: str, request: Request, context: CallContext, overrides: Iterable[tuple[str, Json]]
) -> RequestWith:
    """The request with the arguments that App Connect takes from it as they were set, dotted paths and values.

    So everything that the server makes of the request holds them too, such as the composed text of a log. What is no
    part of the request, or would have App Connect call the interface in another way, stays as it was; the arguments
    themselves are set by `apply_overrides`.
    """
    kind = argument_set(interface, request, context)
    rows = {row.name: row for row in kind.rows}
    edited: set[str] = set()
    for path, value in overrides:
        name, *rest = parts(path)
        for place, each in _places(rows.get(name), request, rest, value):
            changed = set_path(dict(request), place, each)
            if argument_set(interface, changed, context) is kind:
                request = changed
                edited.add(place)
    return RequestWith(request, frozenset(edited))


def _places(row: Row | None, request: Request, rest: Sequence[str], value: Json) -> Iterator[tuple[str, Json]]:
    """Where the request holds what was set, with the values to put there."""
    if row is None:
        return
    members = row.members(request)
    if row.path:
        yield ".".join((row.path, *rest)), value
    elif rest and rest[0] in members:
        yield ".".join((members[rest[0]], *rest[1:])), value
    elif not rest and isinstance(value, dict):
        yield from ((members[name], each) for name, each in value.items() if name in members)


def _schemas_at(path: str, interface: Interface, table: InterfaceTable) -> Iterator[dict[str, Any]]:
    """What the contract says of a place in an argument; nothing where it says nothing."""
    name, *rest = parts(path)
    found = [each.schema for each in interface.parameters if each.name == name]
    for part in rest:
        found = [inner for schema in _alternatives(found, table) for inner in _members(schema, part)]
    yield from _alternatives(found, table)


def _alternatives(schemas: Iterable[Json], table: InterfaceTable) -> Iterator[dict[str, Any]]:
    for schema in schemas:
        resolved = table.resolve(schema)
        if isinstance(resolved, dict):
            yield resolved
            yield from _alternatives([*resolved.get("anyOf", ()), *resolved.get("oneOf", ())], table)


def _members(schema: dict[str, Any], part: str) -> Iterator[Json]:
    if part in schema.get("properties", {}):
        yield schema["properties"][part]
    elif isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]
    if part.isdecimal() and "items" in schema:
        yield schema["items"]


def _types(schema: dict[str, Any]) -> Iterator[str]:
    said = schema.get("type", ())
    for name in (said,) if isinstance(said, str) else said:
        yield "number" if name == "integer" else name
    if not said:
        yield from (_TYPES[type(value)] for value in schema.get("enum", ()))
