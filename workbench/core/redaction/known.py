"""Finding known secret values in texts, however they are written: escaped, encoded, in base64."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Final

from workbench.core.redaction.unescaping import escapes_of, unescaped
from workbench.core.values.json_text import utf8, well_formed

SHORTEST: Final = 4
"""Known secrets below this length are not searched for: they would blot out ordinary text."""

_ANYWHERE: Final = 8
"""From this length on a secret is masked also within a word; a shorter one stands by itself, and is no plain word."""
_SHORTEST_CORE: Final = 6
"""Characters of base64 that must agree before a match counts."""
_ALONE: Final = 64
"""Values that are looked for one by one; more of them by one expression."""
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]*+=*+")
_BASE64_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_ESCAPE_ENDS: Final = re.compile(r"%[0-9A-Fa-f]{2}|\\(?:u[0-9A-Fa-f]{4}|.)")
_LONGEST_ESCAPE: Final = 16
_BACK: Final = 512
"""Characters that are looked at together for the beginning of base64."""
_SHORTEST_PIECE: Final = 8
"""Characters of a secret that was cut off, by which it is known."""
_HALF: Final = re.compile("[\ud800-\udfff]")
_BUFFER: Final = "<Buffer "
"""What stands before the bytes of a buffer that Node.js prints."""
_SHOWN_OF_BUFFER: Final = 50
"""Bytes of a buffer that Node.js prints."""
_NUMBERS: Final = re.compile(r"(?<!\d)\d{1,3}+(?:,\s*+\d{1,3}+(?!\d)){3,}+")
"""Bytes as a list of numbers, as many of them as the shortest secret has."""
_ELLIPSIS: Final = re.compile(r"…|\.\.\.")
_HALF_ESCAPE: Final = re.compile(r"(?:%[0-9A-Fa-f]{0,4}|&[#\w]{0,8}|\\(?:u[0-9A-Fa-f]{0,3})?)\Z")
_COMMON: Final = frozenset(
    (
        "admin123", "anonymous", "changeit", "changeme", "default", "development", "disabled", "enabled", "example",
        "localhost", "password", "password1", "placeholder", "production", "replaceme", "required", "staging",
        "testing", "undefined", "unknown",
    )
)  # fmt: skip
"""What stands where a secret will once be; it gives nothing away, and ordinary text has it."""

Span = tuple[int, int]


class KnownSecrets:
    """Some secrets wherever they stand: plain, escaped in any way and depth, in base64 such as Basic credentials."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """What is short, or a word that anybody writes, is left out."""
        given = frozenset(secret for secret in secrets if _is_telling(secret))
        self.values = given
        lines = {line for secret in given if "\n" in secret for line in secret.splitlines() if len(line) >= _ANYWHERE}
        forms = {form for secret in given | lines for form in _spellings(secret)}
        cores = {core for secret in given for data in _as_bytes(secret) for core in _base64_cores(data)}
        self._plain = _Finder(forms)
        self._cores = _Finder(cores)
        self._hexadecimal = _Finder({form for secret in given for form in _hexadecimals(secret)})
        self._printed = _Finder({data[:_SHOWN_OF_BUFFER].hex(" ") for secret in given for data in _as_bytes(secret)})
        self._numbers = {data.decode("latin-1") for secret in given for data in _as_bytes(secret)}
        self._bare_forms = _Finder({unescaped(form)[0] for form in forms})
        self._starts = [form for form in (*(unescaped(each)[0] for each in forms), *cores) if len(form) >= _ANYWHERE]
        self._escapes = escapes_of("".join(forms | cores)) if given else {}
        self._longest = max(map(len, forms | cores), default=0)

    def stand_in(self, text: str) -> bool:
        """Whether a text holds one of them, in whatever spelling."""
        return bool(self._found(text))

    def replace(self, text: str, plain: Callable[[str], str], encoded: str) -> str:
        """The text with each occurrence replaced: plain ones by a function, base64 that holds one as a whole."""
        found = self._found(text)
        return _replaced(text, found, plain, encoded) if found else text

    def _found(self, text: str) -> list[tuple[int, int, bool]]:
        """Where one stands, and whether it stands there plainly rather than in base64."""
        if not self.values or len(text) < SHORTEST:
            return []
        found = [(start, end, True) for start, end in self._plain.spans(text)]
        found += [(start, end, False) for start, end in _base64_spans(self._cores, text)]
        found += [(start, end, False) for start, end in self._hexadecimal.spans(text)]
        if _BUFFER in text:
            found += [(start, end, False) for start, end in self._printed.spans(text)]
        found += [(start, end, False) for start, end in _number_spans(self._numbers, text)]
        for first, last in self._windows(text):
            bare, places = unescaped(text[first:last])
            for start, end in self._bare_forms.spans(bare):
                found.append((first + places.of(start), first + places.of(end), True))
            for start, end in _base64_spans(self._cores, bare):
                found.append((first + places.of(start), first + places.of(end), False))
        found += self._cut(text)
        return found

    def _cut(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """What was cut off: the beginning of a secret before an ellipsis, and the end of one behind it."""
        if "…" not in text and "..." not in text:
            return
        for mark in _ELLIPSIS.finditer(text):
            first = _before(text, mark.start() - 4 * self._longest)
            bare, places = unescaped(text[first : mark.start()])
            bare = _HALF_ESCAPE.sub("", bare)
            for form in self._starts:
                place = bare.rfind(form[:_SHORTEST_PIECE])
                if place >= 0 and form.startswith(bare[place:]):
                    yield first + places.of(place), mark.start(), False
            last = mark.end() + 4 * self._longest
            bare, places = unescaped(text[mark.end() : last])
            for form in self._starts:
                place = bare.find(form[-_SHORTEST_PIECE:])
                # The cut may have left the end of an escape.
                if place >= 0 and any(
                    form.endswith(bare[half : place + _SHORTEST_PIECE]) for half in range(min(6, place + 1))
                ):
                    yield mark.end(), mark.end() + places.of(place + _SHORTEST_PIECE), False

    def _windows(self, text: str) -> Iterator[Span]:
        """Where something is escaped that a secret has: with as much around it as a secret is long."""
        escapes = [
            each.span() for sign, wanted in self._escapes.items() if sign in text for each in wanted.finditer(text)
        ]
        start = end = -1
        for begin, after in sorted(escapes):
            if start < 0:
                start = _before(text, begin - self._longest)
            elif begin > end + self._longest:
                yield start, end
                start = max(end, _before(text, begin - self._longest))
            end = min(len(text), after + self._longest)
        if start >= 0:
            yield start, end


def _before(text: str, place: int) -> int:
    """A place, or a little before it where an escape may stand over it."""
    place = max(0, place)
    near = max(0, place - _LONGEST_ESCAPE)
    return min((at for sign in "%&\\" if (at := text.find(sign, near, place)) >= 0), default=place)


class _Finder:
    """Where any of several texts stands."""

    def __init__(self, forms: set[str]) -> None:
        ordered = sorted((form for form in forms if form), key=len, reverse=True)
        self._forms = ordered if len(ordered) <= _ALONE else []
        self._any = None if self._forms or not ordered else re.compile("|".join(map(re.escape, ordered)))

    def spans(self, text: str) -> Iterator[Span]:
        if self._any is not None:
            place = 0
            while (found := self._any.search(text, place)) is not None:
                if _stands_alone(text, *found.span()):
                    yield found.span()
                    place = found.end()
                else:
                    place = found.start() + 1
        for form in self._forms:
            start = text.find(form)
            while start >= 0:
                end = start + len(form)
                if _stands_alone(text, start, end):
                    yield start, end
                start = text.find(form, end)


def _number_spans(wanted: set[str], text: str) -> Iterator[Span]:
    """Where bytes stand as a list of numbers: in JSON, and as programs print arrays of them, over several lines.

    `wanted` has a character for each byte.
    """
    for run in _NUMBERS.finditer(text):
        numbers = run.group().split(",")
        held = "".join(map(chr, map(int, numbers)))
        found = [each for each in wanted if each in held]
        if not found:
            continue
        starts = list(accumulate((len(each) + 1 for each in numbers), initial=run.start()))
        for each in found:
            place = held.find(each)
            while place >= 0:
                last = place + len(each)
                blanks = len(numbers[place]) - len(numbers[place].lstrip())
                yield starts[place] + blanks, starts[last] - 1
                place = held.find(each, last)


def _is_telling(secret: str) -> bool:
    """Whether a value may be masked wherever it stands, without blotting out what is none."""
    if len(secret) < SHORTEST or secret.lower() in _COMMON or len(set(secret)) == 1:
        return False
    return len(secret) >= _ANYWHERE or not (secret.isalpha() or secret.isdecimal())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether what is short is a word of its own; what is long may stand anywhere."""
    if end - start >= _ANYWHERE:
        return True
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if text[max(0, start - 2) : start] in ("\\n", "\\r", "\\t") or text[max(0, start - 3) : start].startswith("%"):
        before = ""
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[end - 1].isalnum())


def _replaced(text: str, found: list[tuple[int, int, bool]], plain: Callable[[str], str], encoded: str) -> str:
    """The text with what was found replaced; what overlaps is one."""
    pieces: list[str] = []
    done, place = 0, 0
    found.sort(key=lambda each: (each[0], -each[1]))
    while place < len(found):
        start, end, is_plain = found[place]
        place += 1
        while place < len(found) and found[place][0] < end:
            is_plain = is_plain and found[place][1] <= end
            end = max(end, found[place][1])
            place += 1
        held = text[start:end]
        shown = "\n".join(map(plain, held.split("\n"))) if is_plain else encoded
        pieces += [text[done:start], shown]
        done = end
    return "".join(pieces) + text[done:]


def _base64_spans(cores: _Finder, text: str) -> Iterator[Span]:
    """The runs of base64 in which a core stands."""
    last = 0
    starts = sorted(cores.spans(text))
    for start, end in starts:
        if end <= last:
            continue
        found = _BASE64.match(text, end)
        last = found.end() if found else end
        yield _base64_start(text, start), last


def _base64_start(text: str, place: int) -> int:
    """Where the base64 begins that goes on at a place; what ends an escape before it is none of it."""
    start = place
    while start > 0:
        before = text[max(0, start - _BACK) : start]
        left = len(before.rstrip(_BASE64_SIGNS))
        start -= len(before) - left
        if left:
            break
    escape = _ESCAPE_ENDS.match(text, start - 1) if start else None
    return min(escape.end(), place) if escape else start


def _spellings(secret: str) -> set[str]:
    """A secret as it is, and as texts have it that were written or read otherwise than it."""
    as_bytes = _HALF.sub(lambda half: half.group().encode("utf-8", "surrogatepass").decode("latin-1"), secret)
    return {
        secret,
        well_formed(secret),
        as_bytes,
        secret.replace(" ", "+"),
        *(data.decode("latin-1") for data in _as_bytes(secret)),
    }


def _as_bytes(secret: str) -> set[bytes]:
    """A secret's bytes: half characters as JavaScript and as Python write them, and as btoa takes a text."""
    found = {utf8(secret), secret.encode("utf-8", "surrogatepass")}
    return found if secret.isascii() or max(secret) > "\xff" else {*found, secret.encode("latin-1")}


def _hexadecimals(secret: str) -> Iterator[str]:
    """A secret's bytes as hexadecimal digits, in small and in capital letters."""
    for data in _as_bytes(secret):
        if len(data) >= _ANYWHERE // 2:
            yield data.hex()
            yield data.hex().upper()


def _base64_cores(data: bytes) -> set[str]:
    """The characters that bytes give in base64 wherever they begin: three alignments, both alphabets."""
    cores: set[str] = set()
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data).decode().rstrip("=")
        first = -(-shift * 8 // 6)
        last = (shift + len(data)) * 8 // 6
        core = text[first:last]
        if len(core) >= _SHORTEST_CORE:
            cores |= {core, core.replace("+", "-").replace("/", "_")}
    return cores
