"""Texts that a program made of nothing: undefined, [object Object], NaN, an unfilled template.

What was there before the adapter made any text, the user's own words and the CRM's, is compared and is no fault.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, unquote

from workbench.core.judging.around import Around
from workbench.core.judging.judgement import Judgement, join
from workbench.core.traffic.exchange import header
from workbench.core.traffic.seen import Seen, json_in
from workbench.core.values import Special, Value
from workbench.core.values.javascript import missing

SENT: Final = "traffic/broken-text"
RETURNED: Final = "returns/broken-text"

_LETTER: Final = r"[^\W_]"
_ALWAYS: Final = (
    r"\[object [A-Z][\w:]*\]|Invalid [Dd]ate"
    rf"|(?<!{_LETTER})(?<!\.)(?:undefined|NaN)(?!{_LETTER})"
    r"|\{\{\s*[A-Za-z_$][\w.$\[\]-]*\s*\}\}|\$\{[A-Za-z_$][\w.$?\[\]() -]*\}"
)
_NULL: Final = rf"(?<!{_LETTER})null(?!{_LETTER})"
_PYTHON: Final = (
    rf"<(?:[\w.]+ )+object at 0x[0-9a-fA-F]+>|<(?:function|bound method|class|module|coroutine object) [^>]*>"
    rf"|(?<!{_LETTER})(?:None|NaT|nan)(?!{_LETTER})(?! (?i:of|other|the|available|found|given|selected|yet)\b)"
    r"|\{'[A-Za-z_]\w*': "
    r"|(?<![\w{$])\{[a-z_]\w*(?:\.\w+|\[[^\]{}]{1,30}\])*\}(?![\w}])"
)
_BROKEN: Final = re.compile(f"{_ALWAYS}|{_NULL}")
_IN_CODE: Final = re.compile(_ALWAYS)
_IN_PYTHON: Final = re.compile(f"{_ALWAYS}|{_NULL}|{_PYTHON}")
_CODE_IN_PYTHON: Final = re.compile(rf"{_ALWAYS}|<(?:[\w.]+ )+object at 0x[0-9a-fA-F]+>|^\{{'[A-Za-z_]\w*': ")
_WHOLE: Final = re.compile(r"undefined|null|NaN|None|nan|NaT")
_PATH_TEMPLATE: Final = re.compile(r"\{[A-Za-z_]\w*\}|:(?:id|\w+Id)")
_CODE: Final = re.compile(
    r"^\s*(?:[\[{]\s*[\"\[{}\]]|\{\s*\w+\s*[({:]|(?:SELECT|FIND|query|mutation|subscription|fragment)\b)"
    r"|\b(?:eq|ne|is|is not|=|!=)\s+null\b",
    re.IGNORECASE,
)
"""Texts in another language, in which null is a word: GraphQL, SOQL, OData's filters, JSON within JSON."""
_CODE_NAMES: Final = frozenset({"query", "q", "$filter", "filter", "where", "soql", "sql", "variables"})
_EMPTY: Final = re.compile(r"(?:bearer|basic|token|zoho-oauthtoken|apikey)\s*", re.IGNORECASE)
_NO_TEXTS: Final = ("extraDataTracking", "callLogInfo.fullLogResponse")
"""Places of a result that hold what the CRM gave as it is, or stay on the server."""
_AROUND: Final = 6
"""Letters on each side by which a word of the user is known again."""
_REACH: Final = 60
"""Characters in which they are looked for."""
_NO_LETTERS: Final = re.compile(r"<[^<>]*>|^[^<>]*>|<[^<>]*$|[\W_]")
_LONGEST: Final = 80
_UNCHECKED_HEADERS: Final = ("origin", "user-agent", "accept", "accept-language", "referer", "content-type")


def check_sent_texts(judgement: Judgement) -> None:
    """Find broken texts in addresses, headers and bodies; one finding for each place of each request."""
    met: set[tuple[str, str]] = set()
    for number, each in enumerate(judgement.around.exchanges):
        known = _Known(judgement.around, number)
        for place, text, broken in _broken_in(each, known):
            key = (re.sub(r"\d+", "1", f"{each.method} {each.host}"), f"{place} {broken}")
            if key in met:
                continue
            met.add(key)
            told = f"{each.name} was sent with {_shown(broken)} in {place}: {_cut(text, broken)}"
            judgement.find(SENT, "", told)


def check_returned_texts(judgement: Judgement) -> None:
    """Find broken texts in names, subjects, ids and messages that the adapter returns."""
    known, value = _Known(judgement.around), judgement.outcome.value
    for path, text in _texts(value, ""):
        if path.startswith(_NO_TEXTS) or judgement.judged(path):
            continue
        broken = known.broken(text, in_code=bool(_CODE.search(text)))
        if broken:
            place = path or "The value"
            judgement.find(RETURNED, path, f"{place} holds {_shown(broken)}: {_cut(text, broken)}")


class _Known:
    """The texts that were there before."""

    def __init__(self, around: Around, before: int | None = None) -> None:
        self._around = around
        self._before = before
        self._is_python = around.is_python
        self._contexts: dict[str, list[tuple[str, str]]] = {}

    def broken(self, text: str, *, in_code: bool = False) -> str:
        """The first broken piece of a text that the adapter made; empty when there is none."""
        plain = html.unescape(text) if "&" in text else text
        if _WHOLE.fullmatch(plain.strip()):
            word = plain.strip()
            is_word = word not in ("None", "nan", "NaT") or self._is_python
            return word if is_word and not self._was_there(word, "", "") else ""
        pattern = self._pattern(in_code)
        for found in pattern.finditer(plain):
            left, right = _beside(plain, found.start(), found.end())
            if not self._was_there(found.group(), left, right):
                return found.group()
        return ""

    def _pattern(self, in_code: bool) -> re.Pattern[str]:
        if self._is_python:
            return _CODE_IN_PYTHON if in_code else _IN_PYTHON
        return _IN_CODE if in_code else _BROKEN

    def _was_there(self, broken: str, left: str, right: str) -> bool:
        """Whether a known text has it with the same letters around, as far as that text goes."""
        if broken not in self._contexts:
            self._contexts[broken] = [
                context
                for text in self._around.known_texts(self._before)
                if broken in text
                for context in _contexts(html.unescape(text) if "&" in text else text, broken)
            ]
        return any(left.endswith(before) and right.startswith(after) for before, after in self._contexts[broken])


def _contexts(text: str, broken: str) -> Iterator[tuple[str, str]]:
    start = text.find(broken)
    while start >= 0:
        end = start + len(broken)
        yield _beside(text, start, end)
        start = text.find(broken, end)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """The letters before and behind a piece of a text."""
    return (
        _letters(text[max(0, start - _REACH) : start])[-_AROUND:],
        _letters(text[end : end + _REACH])[:_AROUND],
    )


def _letters(text: str) -> str:
    """Letters and digits alone, in lower case: what escaping, marking up and cutting leave."""
    return _NO_LETTERS.sub("", text).lower()


def _broken_in(seen: Seen, known: _Known) -> Iterator[tuple[str, str, str]]:
    """Place, text and the broken piece of it."""
    for segment in seen.address.path.split("/"):
        text = unquote(segment)
        template = _PATH_TEMPLATE.fullmatch(text)
        within = re.search(r"[(,='](undefined|null|NaN|None)[),']", text)
        broken = template.group() if template else within.group(1) if within else known.broken(text, in_code=True)
        if broken:
            yield "the path", text, broken
    for name, value in parse_qsl(seen.address.query, keep_blank_values=True):
        template = _PATH_TEMPLATE.fullmatch(value) if value.startswith("{") else None
        broken = template.group() if template else known.broken(value, in_code=_is_code(name, value))
        if broken:
            yield f"the query's {name}", value, broken
    yield from _broken_headers(seen, known)
    yield from ((place, text, broken) for place, text in body_texts(seen) if (broken := _in_body(known, place, text)))


def _broken_headers(seen: Seen, known: _Known) -> Iterator[tuple[str, str, str]]:
    for name, value in seen.exchange.request.headers:
        lower = name.lower()
        if lower in _UNCHECKED_HEADERS or lower.startswith(("sec-", "traceparent", "tracestate", "baggage")):
            continue
        if lower == "cookie":
            # Other texts in it are the CRM's own.
            pairs = [each.partition("=") for each in value.split(";")]
            broken = next((word for _, _, each in pairs if _WHOLE.fullmatch(word := each.strip())), "")
            if broken:
                yield f"the header {name}", broken, broken
        elif lower == "authorization":
            broken = _broken_credentials(value)
            if broken:
                yield f"the header {name}", value if broken in value else broken, broken
        elif broken := known.broken(value, in_code=not _WHOLE.fullmatch(value.strip())):
            yield f"the header {name}", value, broken


def _broken_credentials(value: str) -> str:
    """What is wrong with an Authorization header; its secret is never told."""
    if not value.strip():
        # Written so on purpose, to leave it out.
        return ""
    if _EMPTY.fullmatch(value.strip()):
        return value.strip()
    scheme, _, rest = value.strip().partition(" ")
    rest = rest.strip() or scheme
    if _WHOLE.fullmatch(rest) or re.fullmatch(r"\[object [\w:]+\]", rest):
        return rest
    parameter = re.search(r"=\"?(undefined|null|NaN|None)\"?(?=\s*(?:,|$))", rest)
    if parameter:
        return parameter.group(1)
    unfilled = re.search(r"\[object [\w:]+\]|\{\{[\w. ]+\}\}|\$\{[\w.]+\}", rest)
    if unfilled:
        return unfilled.group()
    if scheme.lower() != "basic":
        return ""
    try:
        text = base64.b64decode(rest, validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError):
        return ""
    parts = text.split(":")
    if not any(parts):
        return "Basic with neither name nor password"
    return next((part for part in parts if _WHOLE.fullmatch(part) or part == "[object Object]"), "")


def _in_body(known: _Known, place: str, text: str) -> str:
    return known.broken(text, in_code=_is_code(place.rpartition(".")[2].rpartition(" ")[2], text))


def _is_code(name: str, text: str) -> bool:
    return name.lower() in _CODE_NAMES or bool(_CODE.search(text))


def body_texts(seen: Seen) -> Iterator[tuple[str, str]]:
    """Every text of a request's body with its place: JSON's texts, a form's fields, XML's texts, or the whole."""
    if not seen.sent:
        return
    if seen.sent_json is not None:
        yield from ((f"the body's {path}" if path else "the body", text) for path, text in _texts(seen.sent_json, ""))
        return
    kind = header(seen.exchange.request.headers, "content-type").lower()
    if "x-www-form-urlencoded" in kind:
        for name, value in parse_qsl(seen.sent, keep_blank_values=True):
            inner = json_in(value)
            nested = _texts(inner, name) if inner is not None else [(name, value)]
            yield from ((f"the form's {path}", text) for path, text in nested)
    elif "multipart/" in kind:
        for part in re.split(r"\r?\n--[^\r\n]+", f"\n{seen.sent}"):
            head, _, body = part.replace("\r\n", "\n").strip("\n").partition("\n\n")
            named = re.search(r'name="([^"]*)"', head)
            if named and "filename=" not in head:
                yield f"the form's {named.group(1)}", body
    elif seen.sent.lstrip().startswith("<"):
        for each in re.finditer(r">([^<>]+)<|\s[\w:.-]+=\"([^\"<>]*)\"|\s[\w:.-]+='([^'<>]*)'", seen.sent):
            piece = next((group for group in each.groups() if group), "").strip()
            if piece:
                yield "the body's XML", piece
    else:
        yield "the body", seen.sent


def _texts(value: Value, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        inner = json_in(value) if depth < 4 else None
        if inner is None:
            yield path, value
        else:
            yield from _texts(inner, path, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not missing(item):
                yield from _texts(item, join(path, key), depth)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, join(path, place), depth)
    elif isinstance(value, Special) and isinstance(value.content, dict | list):
        yield from _texts(value.content, path, depth)


def _shown(broken: str) -> str:
    return f"“{broken}”"


def _cut(text: str, broken: str) -> str:
    """The text around a piece, on one line."""
    flat = " ".join(text.split())
    at = max(flat.find(broken), 0)
    start = max(0, at - _LONGEST // 2)
    piece = flat[start : start + _LONGEST]
    return f"“{'…' if start else ''}{piece}{'…' if start + _LONGEST < len(flat) else ''}”."
