"""Finding known secret values in texts, however they are written: escaped, encoded, in base64."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final

from workbench.core.redaction.encoded import dumps, meant, words
from workbench.core.redaction.joining import BESIDE, has_joint, joined, joints, pieces_of
from workbench.core.redaction.unescaping import Places, escapes_of, unescaped, unquoted
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
_SHORTEST_READ: Final = 6
"""Characters of a secret in what was encoded; fewer stand anywhere by chance."""
_DEEPEST: Final = 3
"""How often what is encoded is read."""
_LINE: Final = re.compile(r"[^\r\n]+")
_NUMBER_BETWEEN: Final = re.compile(r",(?<=\d,)\s*+\d{1,3}+,")
_ELLIPSIS: Final = re.compile(r"(?:…|\.{3,}+)++")
_REST_OF_ESCAPE: Final = 6
"""Characters of an escape that may be left, and one more."""
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
        cores = {core for secret in given for data in _encoded(secret) for core in _base64_cores(data)}
        self._plain = _Finder(forms)
        self._cores = _Finder(cores)
        self._hexadecimal = _Finder({form for secret in given for form in _hexadecimals(secret)})
        self._printed = _Finder({data[:_SHOWN_OF_BUFFER].hex(" ") for secret in given for data in _as_bytes(secret)})
        self._wide = _Finder({"\0".join(secret) for secret in given})
        self._numbers = {data.decode("latin-1") for secret in given for data in _as_bytes(secret)}
        self._whole_forms = _Finder({joined(unescaped(form)[0])[0] for form in forms})
        self._bare_forms = _Finder({unescaped(form)[0] for form in forms})
        self._starts = [form for form in (*(unescaped(each)[0] for each in forms), *cores) if len(form) >= _ANYWHERE]
        self._escapes = escapes_of("".join(forms | cores)) if given else {}
        self._longest = max(map(len, forms | cores), default=0)

    @cached_property
    def _pieces(self) -> frozenset[str]:
        return pieces_of(self._starts)

    def stand_in(self, text: str) -> bool:
        """Whether a text holds one of them, in whatever spelling."""
        return bool(self._found(text))

    def replace(self, text: str, plain: Callable[[str], str], encoded: str) -> str:
        """The text with each occurrence replaced: plain ones by a function, base64 that holds one as a whole."""
        found = self._found(text)
        return _replaced(text, found, plain, encoded) if found else text

    def _found(self, text: str, depth: int = 0) -> list[tuple[int, int, bool]]:
        """Where one stands, and whether it stands there plainly rather than in base64.

        `depth` is how often what the text is was encoded; there what is short may stand by chance.
        """
        if not self.values or len(text) < SHORTEST:
            return []
        shortest = _SHORTEST_READ if depth else 0
        found = [(start, end, True) for start, end in self._plain.spans(text) if end - start >= shortest]
        found += [(start, end, False) for start, end in _base64_spans(self._cores, text)]
        found += [(start, end, False) for start, end in self._hexadecimal.spans(text)]
        if _BUFFER in text:
            found += [(start, end, False) for start, end in self._printed.spans(text)]
        if "\0" in text:
            found += [(start, end, False) for start, end in self._wide.spans(text)]
        found += [(start, end, False) for start, end in _number_spans(self._numbers, text)]
        found += [(start, end, False) for start, end in self._read(text, depth)]
        for first, last in self._windows(text):
            held = text[first:last]
            found += [(first + start, first + end, plain) for start, end, plain in self._undone(held, depth)]
        return [*found, *self._cut(text)]

    def _undone(self, text: str, depth: int) -> Iterator[tuple[int, int, bool]]:
        """Where one stands in a text without its escapes, and without what is between its pieces; line by line."""
        undone = [(*unescaped(text), Places())]
        if "=" in text:
            line, quoted = unquoted(text)
            undone.append((*unescaped(line), quoted))
        for bare, places, quoted in undone:
            spans = [(start, end, True) for start, end in self._bare_forms.spans(bare)]
            spans += [(start, end, False) for start, end in _base64_spans(self._cores, bare)]
            spans += [(start, end, False) for start, end in self._read(bare, depth)]
            spans += self._joined(bare)
            for start, end, is_plain in spans:
                first, last = quoted.of(places.of(start)), quoted.of(places.of(end))
                lines = [line.span() for line in _LINE.finditer(text[first:last])]
                for begin, after in lines:
                    yield first + begin, first + after, is_plain and len(lines) == 1

    def _joined(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Where one stands in pieces."""
        whole, places = joined(text)
        if len(whole) == len(text):
            return
        for start, end in self._whole_forms.spans(whole):
            if end - start >= _ANYWHERE:
                yield places.of(start), places.of(end - 1) + 1, False
        for start, end in self._cores.spans(whole):
            if end - start >= _ANYWHERE:
                found = _BASE64.match(text, last := places.of(end - 1) + 1)
                yield _base64_start(text, places.of(start)), found.end() if found else last, False

    def _read(self, text: str, depth: int) -> Iterator[Span]:
        """Base64 and hexadecimal digits that, once read, hold one in any spelling."""
        if depth == _DEEPEST:
            return
        pieces = words(text)
        if pieces and self._found(meant(pieces), depth + 1):
            for piece in pieces:
                if self._found(meant([piece]), depth + 1):
                    yield from _runs(piece.decode(), text)
        for held, places in dumps(text):
            for start, end, _ in self._found(held, depth + 1):
                yield places[start], places[end - 1] + (4 if text.startswith("0x", places[start]) else 2)

    def _cut(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """What was cut off: the beginning of a secret before an ellipsis, and the end of one behind it."""
        if "…" not in text and "..." not in text:
            return
        marks = [mark.span() for mark in _ELLIPSIS.finditer(text)]
        # What is cut off reaches no farther than to the next mark.
        lasts = [start for start, _ in marks[1:]]
        for (start, end), begin, last in zip(
            marks, [0, *(after for _, after in marks)], [*lasts, len(text)], strict=False
        ):
            if self._goes_on(text[max(0, start - _LONGEST_ESCAPE) : start], (-BESIDE,)):
                first = max(begin, _before(text, start - 4 * self._longest))
                bare, places = unescaped(text[first:start])
                bare = _HALF_ESCAPE.sub("", bare)
                for form in self._starts:
                    place = bare.rfind(form[:_SHORTEST_PIECE])
                    if place >= 0 and form.startswith(bare[place:]):
                        yield first + places.of(place), start, False
            # The cut may have left the end of an escape.
            if self._goes_on(text[end : end + _LONGEST_ESCAPE], range(_REST_OF_ESCAPE)):
                bare, places = unescaped(text[end : min(last, end + 4 * self._longest)])
                for form in self._starts:
                    place = bare.find(form[-_SHORTEST_PIECE:])
                    if place >= 0 and any(
                        form.endswith(bare[half : place + _SHORTEST_PIECE])
                        for half in range(min(_REST_OF_ESCAPE, place + 1))
                    ):
                        yield end, end + places.of(place + _SHORTEST_PIECE), False

    def _goes_on(self, beside: str, places: Iterable[int]) -> bool:
        """Whether what stands beside a mark may be of a secret: a piece of one, or escaped."""
        if any(sign in beside for sign in "%&\\"):
            return True
        return any(beside[place:][:BESIDE] in self._pieces for place in places)

    def _windows(self, text: str) -> Iterator[Span]:
        """Where something is escaped that a secret has: with as much around it as a secret is long."""
        escapes = [
            each.span() for sign, wanted in self._escapes.items() if sign in text for each in wanted.finditer(text)
        ]
        if has_joint(text):
            escapes += joints(text, self._pieces)
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
    if _NUMBER_BETWEEN.search(text) is None:
        return
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


def _runs(run: str, text: str) -> Iterator[Span]:
    """Where a run of base64 stands, without what ends an escape before it."""
    start = text.find(run)
    while start >= 0:
        found = _BASE64.match(text, start)
        end = found.end() if found else start + len(run)
        yield _base64_start(text, start + len(run)), end
        start = text.find(run, end)


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


def _encoded(secret: str) -> set[bytes]:
    """A secret's bytes, in UTF-16 too where these are none of which it is told that they are text."""
    found = _as_bytes(secret)
    if max(secret) <= "\xff":
        return found
    return found | {secret.encode(each, "surrogatepass") for each in ("utf-16-le", "utf-16-be")}


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
