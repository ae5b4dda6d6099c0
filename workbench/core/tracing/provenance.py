"""Where the values that an adapter returned came from: the CRM's answers, or its own arguments."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from workbench.core.comparing.likeness import (
    NOT_ALIKE,
    alike,
    is_trivial,
    moment,
    needs_a_name,
    phone_digits,
    pieces,
    plain,
    same_phone,
    text_of,
)
from workbench.core.run.invocation import Argument
from workbench.core.traffic.bodies import as_text, decoded
from workbench.core.traffic.exchange import Exchange, ReadBody, header
from workbench.core.values import Value
from workbench.core.values.json_text import read_json

BODY_LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a body that is looked through; larger ones are left out, since decoding one stops all other threads."""
_SOURCES: Final = 60_000
"""Values that are looked through, of all answers and arguments together."""
_TRACED: Final = 4_000
"""Returned values that are traced."""
_CANDIDATES: Final = 50
"""Places that one text is looked for in."""
_LONG_TEXT: Final = 4_000
"""Characters of a text whose pieces are looked at."""
_SENTENCE: Final = 12
"""Characters from which a text with a blank in it can be recognised inside another."""
_LOOKED_AT: Final = 2_000_000
"""Places and sentences that are looked at for sentences inside of texts, of all values together."""
_KEPT: Final = 5
"""Origins of one value."""
_LEFT_OUT_ARGUMENTS: Final = ("proxyConfig",)
"""A declarative profile, which describes the calls and is no value of any."""


class Part(enum.StrEnum):
    """What of a call holds the value."""

    RESPONSE = "response"
    HEADER = "header"
    ARGUMENT = "argument"


class How(enum.IntEnum):
    """How the value was made from what stands there, the surest first."""

    SAME = 0
    AS_TEXT = 1
    """A number that became text, or text that became a number."""
    REWRITTEN = 2
    """Other blanks or capitals."""
    PHONE = 3
    MOMENT = 4
    JOINED = 5
    """Several texts of one object, such as first and last name."""
    PIECE = 6
    """What stands there holds more, such as an address that ends in the id."""
    HELD = 7
    """The returned text holds it and more, such as an address made from an id."""


_WORDS: Final = {
    How.SAME: "",
    How.AS_TEXT: "the same number, once as text",
    How.REWRITTEN: "written differently",
    How.PHONE: "the same phone number, written differently",
    How.MOMENT: "the same moment, written differently",
    How.JOINED: "joined",
    How.PIECE: "a piece of it",
    How.HELD: "put into a longer text",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One place that a value can have come from."""

    part: Part
    paths: tuple[str, ...]
    """Dotted places in the response's JSON, the header's name, or an argument's name and place; several if joined."""
    how: How = How.SAME
    exchange: int = -1
    """Place among the invocation's exchanges; -1 for an argument."""

    @property
    def path(self) -> str:
        """The first place."""
        return self.paths[0]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was found for one invocation."""

    origins: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    """By dotted place in the returned value, the likeliest origin first; a value that is itself a leaf has ""."""
    left_out: tuple[int, ...] = ()
    """Exchanges whose answer was too large to be looked through."""

    def of(self, path: str) -> Origin | None:
        """The likeliest origin of a place."""
        found = self.origins.get(path)
        return found[0] if found else None

    def uses(self, exchange: int) -> dict[str, str]:
        """What became of an exchange's answer: dotted place in it to the first place in the returned value."""
        found: dict[str, str] = {}
        for place, origins in self.origins.items():
            if origins[0].exchange == exchange and origins[0].part is Part.RESPONSE:
                for path in origins[0].paths:
                    found.setdefault(path, place)
        return found


def trace(
    value: Value, exchanges: Sequence[Exchange], arguments: Sequence[Argument], read_body: ReadBody
) -> Provenance:
    """Find where each returned value stands in the CRM's answers or the arguments.

    Truth values, nothing, single digits that are no ids, and short words are not traced; a plain word or a number
    of up to two digits only where the member that holds it is called alike. Reads bodies, so call it away from the
    event loop.
    """
    index, left_out = _index(exchanges, arguments, read_body)
    found: dict[str, list[_Match]] = {}
    leaves = list(_leaves(value, "", _TRACED))
    for leaf in leaves:
        matches = [match for match in index.matches(leaf) if match.likeness < NOT_ALIKE or not match.is_ordinary(leaf)]
        if matches:
            found[leaf.path] = matches
    votes = _votes(leaves, found)
    origins: dict[str, tuple[Origin, ...]] = {}
    for leaf in leaves:
        matches = found.get(leaf.path, [])
        if matches:
            matches.sort(key=partial(_rank, votes[leaf.parent]))
            origins[leaf.path] = tuple(match.origin for match in matches[:_KEPT])
    return Provenance(origins, left_out)


_Parent = tuple[int, str]
"""Place of a source among all, and of an object in it."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: str
    parent: str
    name: str
    """The nearest member's name, which list items take from their list."""
    text: str
    is_number: bool
    source: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    leaf: _Leaf
    how: How
    likeness: int
    origin: Origin
    order: tuple[int, int]

    @property
    def parent(self) -> _Parent:
        return self.leaf.source, self.leaf.parent

    def is_ordinary(self, wanted: _Leaf) -> bool:
        """Whether what the two have in common is such as many values are."""
        return needs_a_name(self.leaf.text if self.how is How.HELD else wanted.text)


def _rank(chosen: Mapping[_Parent, float], match: _Match) -> tuple[int, int, float, tuple[int, int], int]:
    """The surest first; a number and its text are as sure as each other."""
    sure = 0 if match.how is How.AS_TEXT else match.how
    return sure, match.likeness, -chosen.get(match.parent, 0.0), match.order, match.how


class _Index:
    """Every value that an answer or an argument holds, found by its text and by what a text can be made into."""

    def __init__(self) -> None:
        self.sources: list[tuple[Part, int]] = []
        self._by_text: defaultdict[str, list[_Leaf]] = defaultdict(list)
        self._by_plain: defaultdict[str, list[_Leaf]] = defaultdict(list)
        self._by_phone: defaultdict[str, list[_Leaf]] = defaultdict(list)
        self._by_moment: defaultdict[float, list[_Leaf]] = defaultdict(list)
        self._by_piece: defaultdict[str, list[_Leaf]] = defaultdict(list)
        self._sentences: defaultdict[str, list[_Leaf]] = defaultdict(list)
        """By their beginning."""
        self._left = _LOOKED_AT
        self.room = _SOURCES

    def add(self, part: Part, exchange: int, value: Value, path: str = "") -> None:
        """Take in a document."""
        source = len(self.sources)
        self.sources.append((part, exchange))
        for leaf in _leaves(value, path, self.room, source):
            self.room -= 1
            self._put(leaf)

    def _put(self, leaf: _Leaf) -> None:
        text = leaf.text
        _append(self._by_text, text, leaf)
        _append(self._by_plain, plain(text), leaf)
        digits = phone_digits(text)
        if digits:
            _append(self._by_phone, digits[-7:], leaf)
        instant = moment(text)
        if instant is not None:
            _append(self._by_moment, instant, leaf)
        if len(text) <= _LONG_TEXT:
            for piece in pieces(text):
                _append(self._by_piece, piece, leaf)
        if len(text) >= _SENTENCE and " " in text:
            self._sentences[text[:_SENTENCE]].append(leaf)

    def matches(self, wanted: _Leaf) -> list[_Match]:
        """Every place that a returned value can have come from, by the surest way for each."""
        ways: list[tuple[How, list[_Leaf]]] = [
            (How.SAME, self._by_text.get(wanted.text, [])),
            (How.REWRITTEN, self._by_plain.get(plain(wanted.text), [])),
            (How.PHONE, self._phones(wanted.text)),
            (How.MOMENT, self._moments(wanted.text)),
        ]
        found: dict[tuple[int, str], _Match] = {}
        for how, leaves in ways:
            for leaf in leaves:
                if (leaf.source, leaf.path) not in found:
                    kind = How.AS_TEXT if how is How.SAME and leaf.is_number != wanted.is_number else how
                    found[leaf.source, leaf.path] = self._match(wanted, leaf, kind)
        if not found and len(wanted.text) <= _LONG_TEXT:
            return self._looser(wanted)
        return list(found.values())

    def _looser(self, wanted: _Leaf) -> list[_Match]:
        """What stands for a part, where nothing stands for the whole."""
        joined = self._joined(wanted)
        if joined:
            return joined
        found = [self._match(wanted, leaf, How.PIECE) for leaf in self._by_piece.get(wanted.text, [])]
        seen = {(match.leaf.source, match.leaf.path) for match in found}
        for piece in pieces(wanted.text):
            for leaf in self._by_text.get(piece, []):
                if (leaf.source, leaf.path) not in seen:
                    seen.add((leaf.source, leaf.path))
                    found.append(self._match(wanted, leaf, How.HELD))
        if not found:
            longest = sorted(self._held(wanted.text), key=lambda leaf: -len(leaf.text))[:_KEPT]
            found = [self._match(wanted, leaf, How.HELD) for leaf in longest]
        return found

    def _held(self, text: str) -> list[_Leaf]:
        """Sentences that stand inside a text."""
        found: dict[int, _Leaf] = {}
        for place in range(len(text) - _SENTENCE + 1):
            sentences = self._sentences.get(text[place : place + _SENTENCE], ())
            self._left -= 1 + len(sentences)
            if self._left < 0:
                break
            for leaf in sentences:
                if len(leaf.text) < len(text) and text.startswith(leaf.text, place):
                    found[id(leaf)] = leaf
        return list(found.values())

    def _joined(self, wanted: _Leaf) -> list[_Match]:
        """Members of one object whose texts, one after the other, are the returned text."""
        words = wanted.text.split()
        if not 2 <= len(words) <= 8:
            return []
        spans: defaultdict[tuple[int, str], dict[tuple[int, int], _Leaf]] = defaultdict(dict)
        for begin in range(len(words)):
            for end in range(begin + 1, len(words) + 1):
                for leaf in self._by_plain.get(plain(" ".join(words[begin:end]).strip(",")), []):
                    spans[leaf.source, leaf.parent].setdefault((begin, end), leaf)
        found = []
        for known in spans.values():
            chain = _chain(known, len(words))
            if len(chain) > 1:
                first = self._match(wanted, chain[0], How.JOINED)
                origin = Origin(
                    first.origin.part, tuple(leaf.path for leaf in chain), How.JOINED, first.origin.exchange
                )
                found.append(_Match(chain[0], How.JOINED, 0, origin, first.order))
        return found

    def _phones(self, text: str) -> list[_Leaf]:
        digits = phone_digits(text)
        known = self._by_phone.get(digits[-7:], []) if digits else []
        return [leaf for leaf in known if same_phone(leaf.text, text)]

    def _moments(self, text: str) -> list[_Leaf]:
        instant = moment(text)
        known = self._by_moment.get(instant, []) if instant is not None else []
        # Two bare numbers are the same or they are not; only a written date makes one of them a moment.
        return [leaf for leaf in known if not (leaf.text.isdigit() and text.isdigit())]

    def _match(self, wanted: _Leaf, leaf: _Leaf, how: How) -> _Match:
        part, exchange = self.sources[leaf.source]
        likeness = alike(wanted.name, leaf.name)
        rank = {Part.RESPONSE: 0, Part.HEADER: 1, Part.ARGUMENT: 2}[part]
        return _Match(leaf, how, likeness, Origin(part, (leaf.path,), how, exchange), (rank, leaf.source))


_Key = TypeVar("_Key")


def _append(index: defaultdict[_Key, list[_Leaf]], key: _Key, leaf: _Leaf) -> None:
    known = index[key]
    if len(known) < _CANDIDATES:
        known.append(leaf)


def _index(
    exchanges: Sequence[Exchange], arguments: Sequence[Argument], read_body: ReadBody
) -> tuple[_Index, tuple[int, ...]]:
    index, left_out = _Index(), []
    for place, exchange in enumerate(exchanges):
        if exchange.response is None:
            continue
        index.add(Part.HEADER, place, {name.lower(): value for name, value in exchange.response.headers})
        if exchange.response.body.size > BODY_LIMIT:
            left_out.append(place)
            continue
        index.add(Part.RESPONSE, place, _content(exchange, read_body))
    for argument in arguments:
        if argument.name not in _LEFT_OUT_ARGUMENTS:
            index.add(Part.ARGUMENT, -1, argument.value, argument.name)
    return index, tuple(left_out)


def _content(exchange: Exchange, read_body: ReadBody) -> Value:
    """The answer as a value: JSON, else its text."""
    response = exchange.response
    assert response is not None
    data = decoded(response.body, response.headers, read_body(response.body)).data
    if not data or len(data) > BODY_LIMIT:
        return None
    text = as_text(data, header(response.headers, "content-type"))
    try:
        return read_json(text)
    except ValueError:
        return text


def _leaves(value: Value, path: str, most: int, source: int = 0) -> Iterator[_Leaf]:
    """Values worth tracing, in the order in which they stand."""
    waiting: list[tuple[Value, str, str, str]] = [(value, path, "", path.rpartition(".")[2])]
    while waiting and most > 0:
        item, place, parent, name = waiting.pop()
        start = f"{place}." if place else ""
        if isinstance(item, dict):
            keys = list(islice(item, most))
            waiting.extend((item[key], f"{start}{key}", place, str(key)) for key in reversed(keys))
        elif isinstance(item, list | tuple):
            waiting.extend((item[row], f"{start}{row}", place, name) for row in range(min(len(item), most) - 1, -1, -1))
        else:
            text = text_of(item)
            if text is not None and not is_trivial(text, name):
                most -= 1
                yield _Leaf(place, parent, name, text, not isinstance(item, str), source)


def _votes(leaves: Sequence[_Leaf], found: Mapping[str, list[_Match]]) -> defaultdict[str, defaultdict[_Parent, float]]:
    """How much speaks for each object of the sources, by returned object: a value that stands once counts most."""
    votes: defaultdict[str, defaultdict[_Parent, float]] = defaultdict(lambda: defaultdict(float))
    for leaf in leaves:
        parents = {match.parent for match in found.get(leaf.path, ())}
        for parent in parents:
            votes[leaf.parent][parent] += 1 / len(parents)
    return votes


def _chain(spans: Mapping[tuple[int, int], _Leaf], length: int) -> list[_Leaf]:
    """Leaves that follow each other from the first word to the last, the longest spans first; empty if none do."""
    chain: list[_Leaf] = []
    at = 0
    while at < length:
        ends = [end for begin, end in spans if begin == at]
        if not ends:
            return []
        chain.append(spans[at, max(ends)])
        at = max(ends)
    return chain


def words_of(origin: Origin, address: str) -> str:
    """The origin in a sentence; `address` names the exchange, such as GET /contacts/1001."""
    places = " and ".join(path or "the whole answer" for path in origin.paths)
    match origin.part:
        case Part.ARGUMENT:
            start = f"From the argument{'s' if len(origin.paths) > 1 else ''} {places}"
        case Part.HEADER:
            start = f"From {address}, header {places}"
        case Part.RESPONSE:
            start = f"From {address}, {places}"
    how = _WORDS[origin.how]
    return f"{start} ({how})." if how else f"{start}."
