"""What a profile's expressions and paths met in one call: a misspelt one becomes nothing, and no error says so."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from workbench.core.proxy.operations import OPERATIONS
from workbench.core.proxy.paths import look_up
from workbench.core.proxy.render import EXPRESSION, Context, expressions
from workbench.core.proxy.request import template_context
from workbench.core.proxy.throws import ProxyThrow
from workbench.core.run.finding import Finding, Severity
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.javascript import missing, truthy

_COMPLETE: Final = ("user", "contactInfo", "existingCallLog", "existingMessageLog", "parsedPhoneNumber")
"""Objects whose members App Connect gives all the same; the rest passes through as it came."""
_OF_LISTS: Final = ("findContact", "findContactWithName", "getUserList")
_LIKENESS: Final = 0.8
_SHORTEST: Final = 4
"""Letters of a name that may be a part of another."""
_DEPTH: Final = 3
"""How far below the answer a list is looked for."""


def unmet_expressions(operation: str, profile: Value, arguments: Mapping[str, Value]) -> Iterator[Finding]:
    """Expressions that became nothing in this call although something like it was there, or in an address."""
    configured = look_up(profile, f"operations.{operation}")
    if operation not in OPERATIONS or not isinstance(configured, dict):
        return
    row, inputs = OPERATIONS[operation], dict(arguments)
    try:
        given = row.gather(inputs, inputs.get("user", UNDEFINED), datetime.now(UTC))
        user = {} if row.user_is_blank else inputs.get("user", UNDEFINED)
        context = template_context(profile, given, user, inputs.get("authHeader", UNDEFINED))
    except ProxyThrow:
        return
    told: set[str] = set()
    for key in ("url", "query", "headers", "body"):
        for expression in expressions(configured.get(key)):
            root = expression.partition(".")[0]
            if expression in told or (root not in context and key != "url"):
                continue
            met = look_up(context, expression)
            in_path = key == "url" and (missing(met) or met == "") and _is_in_path(configured["url"], expression)
            step = _first_step_amiss(context, expression)
            if in_path or step:
                told.add(expression)
                yield Finding(
                    "proxy/expression-meets-nothing",
                    Severity.WARNING,
                    f"operations.{operation}.{key}",
                    f"{{{{{expression}}}}} met nothing in this call{step}.",
                    "The address lacks a part, so another resource is asked for."
                    if in_path
                    else "The expression becomes nothing: within a text a gap, alone a field that is left out.",
                    "Name a member that is there.",
                )


def unmet_list(operation: str, profile: Value, answer: Json) -> Iterator[Finding]:
    """A list path that met no list although the CRM's answer has one elsewhere."""
    mapping = look_up(profile, f"operations.{operation}.responseMapping")
    if operation not in _OF_LISTS or not isinstance(mapping, dict):
        return
    path = mapping.get("listPath")
    if not truthy(path):
        if operation == "getUserList":
            return
        path = "body"
    met = look_up({"body": answer}, path) if isinstance(path, str) else None
    places = [place for place, value in _lists({"body": answer}) if value]
    if not isinstance(path, str) or isinstance(met, list) or met is None or not places:
        return
    yield Finding(
        "proxy/list-path-meets-no-list",
        Severity.WARNING,
        f"operations.{operation}.responseMapping.listPath",
        f"{path} met {'nothing' if met is UNDEFINED else 'no list'} in the answer; a list stands at {places[0]}.",
        "The engine throws a TypeError." if truthy(met) else "The engine takes it for an empty list, and says success.",
        f"Set listPath to {places[0]}.",
    )


def unmet_paths(operation: str, profile: Value, answer: Json) -> Iterator[Finding]:
    """Mapped paths that met nothing although the CRM's answer has such a member elsewhere."""
    mapping = look_up(profile, f"operations.{operation}.responseMapping")
    if not isinstance(mapping, dict) or operation in _OF_LISTS:
        return
    seen = {"body": answer}
    inner = mapping.get("platformAdditionalInfoPaths")
    paths = {**mapping, **(inner if isinstance(inner, dict) else {})}
    for key, path in paths.items():
        if not isinstance(path, str) or not path.startswith("body.") or look_up(seen, path) is not UNDEFINED:
            continue
        place = _elsewhere(path, seen)
        if place:
            where = key if key in mapping else f"platformAdditionalInfoPaths.{key}"
            yield Finding(
                "proxy/path-meets-nothing",
                Severity.WARNING,
                f"operations.{operation}.responseMapping.{where}",
                f"{path} met nothing in the answer; {place} is there.",
                "What the path is for is missing in the result.",
                f"Set {key} to {place}.",
            )


def _elsewhere(path: str, seen: Json) -> str:
    """Where in an answer a member stands that a path is meant for; empty for nowhere."""
    wanted = _plain(path.rpartition(".")[2])
    for place, _ in _members(seen):
        name = _plain(place.rpartition(".")[2])
        is_near = difflib.SequenceMatcher(None, name, wanted).ratio() > _LIKENESS and len(wanted) >= _SHORTEST
        if name == wanted or is_near or (wanted == "timezone" and name == "timezonename"):
            return place
    return ""


def _is_in_path(url: str, expression: str) -> bool:
    """Whether an expression stands before the query."""
    before = EXPRESSION.sub(lambda match: match.group().replace("?", ""), url).partition("?")[0]
    return expression in before


def _first_step_amiss(context: Context, expression: str) -> str:
    """Which member is not there and what is like it, as the end of a sentence; empty when it may well be absent."""
    current: Value = context
    way: list[str] = []
    for key in expression.split("."):
        if not isinstance(current, dict):
            return ""
        if key in current:
            current = current[key]
            way.append(key)
            continue
        near = _like(key, (name for name, value in current.items() if value is not UNDEFINED))
        if way and (near or (way[0] in _COMPLETE and "platformAdditionalInfo" not in way)):
            names = ", ".join(near or sorted(name for name, value in current.items() if value is not UNDEFINED))
            return f": {'.'.join(way)} has no {key}, but {names}"
        return ""
    return ""


def _like(name: str, known: Iterable[str]) -> list[str]:
    plain = {_plain(each): each for each in known}
    wanted = _plain(name)
    near = difflib.get_close_matches(wanted, plain, 1, _LIKENESS)
    inside = [
        each
        for each in plain
        if min(len(each), len(wanted)) >= _SHORTEST and (each.endswith(wanted) or wanted.endswith(each))
    ]
    return [plain[each] for each in (near or inside[:1])]


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _lists(value: Json) -> Iterator[tuple[str, list[Any]]]:
    """Lists of objects in an answer, the nearest first."""
    yield from ((place, each) for place, each in _members(value) if isinstance(each, list) and _is_of_objects(each))


def _is_of_objects(items: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in items)


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    """Members with their paths, level by level."""
    level: list[tuple[str, Json]] = [("", value)]
    for _ in range(_DEPTH):
        level = [
            (f"{place}.{name}".removeprefix("."), item)
            for place, holder in level
            if isinstance(holder, dict)
            for name, item in holder.items()
        ]
        yield from level
