"""The words that find past invocations: `interface:createCallLog status:4xx took:>500ms since:1h contact`.

To add a field: a row in FIELDS, and its column in services.history.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.core.errors import UsageError
from workbench.core.run.invocation import OutcomeKind, Verdict
from workbench.core.values.times import read_iso

UNITS: Final = {"ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0, "w": 604_800_000.0}
"""Milliseconds of a unit of time."""


@dataclass(frozen=True, slots=True)
class FilterField:
    """One name that may stand before a colon."""

    name: str
    kind: str
    """name: begins with one of several words; choice: is one of `choices`; count, status, time and moment: a number."""
    about: str
    """What it finds, for the list of completions."""
    examples: tuple[str, ...] = ()
    """Values that are offered; with the kind choice the only ones."""


FIELDS: Final[tuple[FilterField, ...]] = (
    FilterField("interface", "name", "the interface that was called"),
    FilterField("adapter", "name", "the adapter it was called in"),
    FilterField("verdict", "choice", "how it was judged", tuple(each.value for each in Verdict)),
    FilterField("outcome", "choice", "how the call ended", tuple(each.value for each in OutcomeKind)),
    FilterField("status", "status", "the status of one of its CRM calls", ("2xx", "4xx", "5xx", "401", "404", "429")),
    FilterField("took", "time", "how long it took", (">500ms", ">1s", ">5s", "<100ms")),
    FilterField("calls", "count", "how many CRM calls it made", ("0", "1", ">2", ">10")),
    FilterField("findings", "count", "how many findings it has", ("0", ">0")),
    FilterField("since", "moment", "begun after", ("10m", "1h", "1d", "1w")),
    FilterField("before", "moment", "begun before", ("1h", "1d", "1w")),
    FilterField("is", "choice", "pinned ones", ("pinned",)),
)
"""In the order in which they are offered."""

LONGEST: Final = 1000
"""Characters of a filter; SQLite takes only so many conditions."""

_BY_NAME: Final[Mapping[str, FilterField]] = {field.name: field for field in FIELDS}
_TERM: Final = re.compile(r'(?P<minus>-?)(?P<field>[A-Za-z]+):(?P<value>"[^"]*"?|\S*)|(?P<word>-?"[^"]*"?|\S+)')
_NUMBER: Final = re.compile(r"(>=|<=|>|<|=)?(\d+(?:\.\d+)?)([a-z]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """The text occurs in what a row shows."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column begins with (kind name) or is (kind choice) one of these."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column passes every comparison: operator and number; times in milliseconds, moments in epoch seconds."""

    field: str
    tests: tuple[tuple[str, float], ...]
    negated: bool = False


Condition = Words | OneOf | Numbers


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What is looked for; every condition has to hold."""

    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: `text` takes the place of the characters from `start` to `end`."""

    text: str
    about: str
    start: int
    end: int


class FilterError(UsageError):
    """A filter that says nothing; `start` and `end` are the place in its text."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, code="bad-filter", hint=hint)
        self.start = start
        self.end = end


def parse_filter(text: str, *, now: float) -> HistoryFilter:
    """Read a filter; `now` in seconds since the epoch is what `since:1h` counts from. Raises FilterError."""
    if len(text) > LONGEST:
        raise FilterError(
            f"A filter has at most {LONGEST} characters; this one has {len(text)}.",
            "Leave out some of its words.",
            LONGEST,
            len(text),
        )
    return HistoryFilter(tuple(_condition(match, now) for match in _TERM.finditer(text)))


def completions(text: str, cursor: int, known: Mapping[str, Sequence[str]]) -> tuple[Completion, ...]:
    """What could stand where the cursor is; `known` gives the values of fields of the kind name."""
    match = next((each for each in _TERM.finditer(text) if each.start() <= cursor <= each.end()), None)
    start, end = (match.start(), match.end()) if match else (cursor, cursor)
    typed = text[start:cursor]
    minus = "-" if typed.startswith("-") else ""
    name, colon, value = typed.removeprefix("-").partition(":")
    if not colon:
        begun = name.casefold()
        return tuple(
            Completion(f"{minus}{field.name}:", field.about, start, end)
            for field in FIELDS
            if field.name.startswith(begun)
        )
    field = _BY_NAME.get(name.casefold())
    if field is None:
        return ()
    done, comma, last = value.rpartition(",")
    offered = known.get(field.name, ()) if field.kind == "name" else field.examples
    return tuple(
        Completion(f"{minus}{field.name}:{done}{comma}{_quoted(each)} ", "", start, end)
        for each in offered
        if each.casefold().startswith(last.strip('"').casefold()) and each != last
    )


def _condition(match: re.Match[str], now: float) -> Condition:
    word = match["word"]
    if word is not None:
        negated = len(word) > 1 and word.startswith("-")
        return Words(word[negated:].strip('"') if word.strip('-"') else word, negated)
    negated, name, value = bool(match["minus"]), match["field"].casefold(), match["value"].strip('"')
    field = _BY_NAME.get(name)
    if field is None:
        raise FilterError(
            f"There is no field {match['field']}, at character {match.start('field') + 1}.",
            f"The fields are {', '.join(_BY_NAME)}. Put words that hold a colon in quotes.",
            match.start("field"),
            match.end("field"),
        )
    if not value.strip(","):
        raise FilterError(f"{name}: needs a value.", _offer(field), match.start("field"), match.end())
    place = match.start("value"), match.end("value")
    if field.kind == "name":
        return OneOf(name, tuple(filter(None, value.split(","))), negated)
    if field.kind == "choice":
        return OneOf(name, _choices(field, value, place), negated)
    return Numbers(name, _tests(field, value, place, now), negated)


def _choices(field: FilterField, value: str, place: tuple[int, int]) -> tuple[str, ...]:
    chosen = tuple(each.casefold().replace("-", "_") for each in value.split(",") if each)
    plain = {each.replace("-", "_"): each for each in field.examples}
    for each in chosen:
        if each not in plain:
            raise _unreadable(field, each, place)
    return tuple(plain[each] for each in chosen)


def _tests(field: FilterField, value: str, place: tuple[int, int], now: float) -> tuple[tuple[str, float], ...]:
    if field.kind == "moment":
        return ((">=" if field.name == "since" else "<", _moment(field, value, place, now)),)
    if field.kind == "status" and re.fullmatch(r"[1-5]xx", value, re.IGNORECASE):
        hundred = float(value[0]) * 100
        return ((">=", hundred), ("<=", hundred + 99))
    match = _NUMBER.fullmatch(value)
    unit = match[3].casefold() if match else ""
    if match is None or (unit and (field.kind != "time" or unit not in UNITS)):
        raise _unreadable(field, value, place)
    return ((match[1] or "=", float(match[2]) * UNITS.get(unit, 1.0)),)


def _moment(field: FilterField, value: str, place: tuple[int, int], now: float) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([a-z]+)", value, re.IGNORECASE)
    if match is not None and match[2].casefold() in UNITS:
        return now - float(match[1]) * UNITS[match[2].casefold()] / 1000
    try:
        moment = read_iso(value, None)
        if moment is not None:
            return moment.timestamp()
    except (ValueError, OverflowError, OSError):
        pass  # A year that this machine's clock does not know.
    raise _unreadable(field, value, place)


def _unreadable(field: FilterField, value: str, place: tuple[int, int]) -> FilterError:
    return FilterError(
        f"{field.name}: cannot be {value}, at character {place[0] + 1}.", _offer(field), place[0], place[1]
    )


def _offer(field: FilterField) -> str:
    if field.kind == "choice":
        return f"It can be {', '.join(field.examples)}."
    if field.kind == "moment":
        return f"Write how long ago, such as {field.name}:1h, or a day, such as {field.name}:2026-01-31."
    example = field.examples[0] if field.examples else "createCallLog" if field.name == "interface" else "my-adapter"
    return f"Write something such as {field.name}:{example}."


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
