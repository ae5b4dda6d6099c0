"""Masking what stands behind a name: `name=value`, `"name": value`, in running text, JSON, forms and code alike.

The names are found by the few syllables that each of them has, so that a text takes about as long as it is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Protocol

from workbench.core.redaction.names import (
    STEMS,
    counts_secrets,
    is_password,
    may_hold_secret,
    name_is_secret,
    names_cookies,
    value_is_secret,
)

_LONGEST_NAME: Final = 61
_TO_SIGN: Final = re.compile(
    r"""(?P<name>[\w.-]{0,61}+)(?P<close>\\*+["']|\]|%5[Dd]|%22|)(?P<between>\s*+(?P<sign>=(?![=>~])|:(?!:)|%3[DdAa])\s*+)"""
    r"""(?P<open>(?:\\*+["'`]|%22)?+)"""
)
_NAME_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
_BEFORE: Final = re.compile(r"(?P<word>[A-Za-z]{2,20}) $")
_QUOTES: Final = re.compile(r"""(\\*+)(["'`])|\\++|([\r\n])""")
_UNQUOTED: Final = re.compile(r"""[^\s"',;&<>{}\[\]()\\•]+""")
_OF_ADDRESS: Final = re.compile(r"""[^\s"',;&<>{}\[\]()\\•%]+(?:%(?!26|22|7[dD])[^\s"',;&<>{}\[\]()\\•%]*+)*+""")
_LINE: Final = re.compile(r"""[^\r\n"'\\]+""")
_NUMBER: Final = re.compile(r"-?\d[\d.eE+-]*+")
_LOOKS_SECRET: Final = re.compile(r"[\[A-Za-z0-9+/=_.~-][A-Za-z0-9+/=_.~-]{15}|\[")
"""How a value begins whose name does not say by itself that it is secret."""
_SCHEME: Final = re.compile(r"""[A-Za-z][A-Za-z-]{2,24}[ ]+(?=[^\s"',;&<>{}\[\]()\\•])""")
_TOKENS: Final = re.compile(r"""(?P<quote>\\*+["'])|\\++|[\[\]{}]|(?P<number>(?<![\w.-])-?\d[\d.eE+-]*+(?![\w]))""")
_AFTER: Final = re.compile(r"\s*+:")
_NO_SECRETS: Final = frozenset(
    (
        "bearer", "basic", "null", "none", "true", "false", "undefined", "string", "number", "boolean", "object",
        "await", "new",
    )
)  # fmt: skip
_EXPRESSION: Final = re.compile(r"[A-Za-z_$]{1,40}(?:\.[A-Za-z_$]{1,40})*+(?=[(\[])")
"""What a line of a program assigns, as traces show it: a call, or a member of something."""
_OFTEN: Final = 4
"""How often a character may be looked at because objects and lists lie within each other."""
_LONG_ENOUGH: Final = 16
_SHORTEST_IN_PROSE: Final = 3
_LONGEST_DOUBTFUL: Final = 512
"""Characters of a value whose name does not say by itself that it is secret."""


class Mask(Protocol):
    """What stands for a secret."""

    def __call__(self, secret: str, *, keep_end: bool = True) -> str:
        """`keep_end` says whether its last characters may be shown."""
        ...


Meet = Callable[[str], None]


class Assignments:
    """One text in which values are masked by their names."""

    def __init__(self, text: str, small: str, mask: Mask, meet: Meet, dots: str) -> None:
        """`small` is the text in small letters, each in its place."""
        self._text, self._small, self._mask, self._meet, self._dots = text, small, mask, meet, dots
        self._left = _OFTEN * len(text)
        """Characters that may still be looked at in objects and lists."""
        self._done = 0
        """Up to where everything is masked that is to be."""

    def masked(self) -> str:
        """The text; the very same when nothing in it is secret."""
        text = self._text
        spans: list[tuple[int, int, str]] = []
        for name, found in _named(text, self._small):
            if found.start("sign") >= self._done:
                spans += self._behind(name, found)
        if not spans:
            return text
        spans.sort()
        pieces: list[str] = []
        done = 0
        for begin, end, shown in spans:
            if begin >= done:
                pieces += [text[done:begin], shown]
                done = end
        return "".join(pieces) + text[done:]

    def _behind(self, name: str, found: re.Match[str]) -> Iterator[tuple[int, int, str]]:
        """What is masked behind a name: from where to where, and what is shown instead."""
        text, at = self._text, found.end()
        is_quoted = found["close"][-1:] in ('"', "'") if found["close"] else False
        is_certain = name_is_secret(name)
        sign = text[at : at + 1]
        if not found["open"] and sign in ("{", "["):
            yield from self._held(name, at, is_certain=is_certain, is_quoted=is_quoted)
            return
        if found["open"]:
            end = _closing_quote(text, at, found["open"])
            value = text[at:end]
        else:
            unquoted = _OF_ADDRESS if found["sign"].startswith("%") else _UNQUOTED
            match = unquoted.match(text, at) if is_certain else unquoted.match(text, at, at + _LONGEST_DOUBTFUL)
            value = match.group() if match else ""
        if not value or self._dots in value:
            return
        if not found["open"] and (
            value.startswith("=") or _EXPRESSION.match(text, at) or value.rpartition(".")[2] == name
        ):
            return
        if not is_certain:
            if value_is_secret(name, value):
                self._done = at + len(value)
                yield at, self._done, self._mask(value)
            return
        if names_cookies(name) and "=" in value:
            held = self._cookies(at, value, is_quoted=bool(found["open"]))
            self._done = held[1]
            yield held
            return
        if not found["open"] and value.lower() in _NO_SECRETS:
            at, value = self._after_scheme(at, value)
            if not value:
                return
        elif not found["open"]:
            scheme = _SCHEME.match(text, at)
            if scheme is not None and "auth" in name.lower():
                at = scheme.end()
                match = _UNQUOTED.match(text, at)
                value = match.group() if match else ""
        if not found["open"] and counts_secrets(name) and _NUMBER.fullmatch(value):
            return
        if not found["open"] and is_quoted and _NUMBER.fullmatch(value):
            quote = found["close"]
            self._done = at + len(value)
            yield at, self._done, f"{quote}{self._dots}{quote}"
            return
        has_digit = len(value) >= _SHORTEST_IN_PROSE and any(map(str.isdigit, value))
        certain = found["open"] or found["sign"] != ":" or len(value) >= _LONG_ENOUGH or has_digit
        if certain:
            self._done = at + len(value)
            yield at, self._done, self._shown(name, value)

    def _after_scheme(self, at: int, value: str) -> tuple[int, str]:
        """What follows a word such as Bearer, which is no secret itself."""
        if value.lower() not in ("bearer", "basic"):
            return at, ""
        blanks = len(self._text[at + len(value) : at + len(value) + 8]) - len(
            self._text[at + len(value) : at + len(value) + 8].lstrip(" ")
        )
        start = at + len(value) + blanks
        match = _UNQUOTED.match(self._text, start) if blanks else None
        return start, match.group() if match and self._dots not in match.group() else ""

    def _shown(self, name: str, value: str) -> str:
        scheme = _SCHEME.match(value)
        head, secret = (scheme.group(), value[scheme.end() :]) if scheme and "auth" in name.lower() else ("", value)
        self._meet(secret)
        keeps_end = not is_password(name) and not head.lower().startswith("basic")
        return head + self._mask(secret, keep_end=keeps_end)

    def _cookies(self, at: int, value: str, *, is_quoted: bool) -> tuple[int, int, str]:
        """Cookies up to the end of the line: their names stay."""
        if not is_quoted:
            line = _LINE.match(self._text, at)
            value = line.group() if line else value
        shown = []
        for piece in value.split(";"):
            name, sign, held = piece.partition("=")
            is_kept = not sign or not held or name.strip().lower() in _ATTRIBUTES or self._dots in held
            shown.append(piece if is_kept else name + sign + self._mask(held))
        return at, at + len(value), ";".join(shown)

    def _held(self, name: str, at: int, *, is_certain: bool, is_quoted: bool) -> Iterator[tuple[int, int, str]]:
        """What an object or a list holds: all of it under a name that is certain, else the items that look secret."""
        if self._left <= 0 or not (is_certain or self._text[at] == "["):
            return
        leaves, end, closed = _leaves(self._text, at)
        self._left -= end - at
        if not closed and not is_quoted:
            return
        for leaf in leaves:
            value = self._text[leaf.start : leaf.end]
            if not value or self._dots in value:
                continue
            if not leaf.quote:
                if is_certain and is_quoted:
                    yield leaf.start, leaf.end, f'"{self._dots}"'
            elif is_certain or (not leaf.in_object and value_is_secret(name, value)):
                yield leaf.start, leaf.end, self._mask(value, keep_end=not is_password(name))
        if is_certain:
            self._done = end


_ATTRIBUTES: Final = frozenset(("path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "priority"))


class _Leaf(NamedTuple):
    start: int
    end: int
    quote: str
    """Empty for a number."""
    in_object: bool


def in_small_letters(text: str) -> str:
    """The text in small letters, each in its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(low if len(low := each.lower()) == 1 else each for each in text)
    return small


def _named(text: str, small: str) -> list[tuple[str, re.Match[str]]]:
    """The names in a text behind which a secret may stand, and the signs behind them, in their order."""
    found: dict[int, tuple[str, re.Match[str]]] = {}
    kinds: dict[str, bool | None] = {}
    """Of each name: whether it is certain that it holds a secret; None when it holds none."""
    to_sign, looks_secret = _TO_SIGN.match, _LOOKS_SECRET.match
    for stem in STEMS:
        step = len(stem)
        place = small.find(stem)
        while place >= 0:
            match = to_sign(text, place)
            if match is not None:
                before = text[max(0, place - _LONGEST_NAME - 1) : place]
                start = place - len(before) + len(before.rstrip(_NAME_SIGNS))
                ends = match.end("name")
                name = text[start:ends]
                if name not in kinds:
                    kinds[name] = _certainty(name)
                is_certain = kinds[name]
                if is_certain is False and not looks_secret(text, match.end()):
                    is_certain = None
                if not is_certain and text[start - 1 : start] == " ":
                    name = _with_word_before(text, start, name)
                    is_certain = name_is_secret(name) or is_certain
                if is_certain is not None and ends not in found:
                    found[ends] = name.rpartition(".")[2], match
            place = small.find(stem, place + step)
    return [found[ends] for ends in sorted(found)]


def _certainty(name: str) -> bool | None:
    """Whether what has this name is secret, certainly or when it looks so; None when it is not."""
    if len(name) > _LONGEST_NAME:
        return None
    name = name.rpartition(".")[2]
    return True if name_is_secret(name) else False if may_hold_secret(name) else None


def _with_word_before(text: str, start: int, name: str) -> str:
    """The name with the word before it, where only the two together name a secret."""
    word = _BEFORE.search(text, max(0, start - 24), start)
    whole = f"{word['word']} {name}" if word is not None else name
    return whole if name_is_secret(whole) else name


def _closing_quote(text: str, at: int, opening: str) -> int:
    """Where a quoted value ends: at the same quote, escaped as much as the opening one, or at the end of the line."""
    if opening == "%22":
        end = text.find("%22", at)
        return end if end >= 0 else len(text)
    depth, quote = len(opening) - 1, opening[-1]
    for found in _QUOTES.finditer(text, at):
        if found[3] is not None:
            return found.start()
        if found[2] != quote:
            continue
        signs = len(found[1])
        if signs <= depth or (signs - depth) % (2 * (depth + 1)) == 0:
            return found.start(2) - min(signs, depth)
    return len(text)


def _leaves(text: str, start: int) -> tuple[list[_Leaf], int, bool]:
    """Texts and numbers in the object or list that opens at a place, where it ends, and whether it closes."""
    leaves: list[_Leaf] = []
    opened: list[str] = []
    objects = 0
    place = start
    while (found := _TOKENS.search(text, place)) is not None:
        place = found.end()
        sign = found.group()
        if found["quote"]:
            end = _closing_quote(text, place, sign)
            after = min(len(text), end + len(sign))
            if _AFTER.match(text, after) is None:
                leaves.append(_Leaf(place, end, sign, objects > 0))
            place = after
        elif found["number"]:
            leaves.append(_Leaf(*found.span(), "", objects > 0))
        elif sign in ("[", "{"):
            opened.append(sign)
            objects += sign == "{"
        elif sign in ("]", "}"):
            objects -= opened.pop() == "{"
            if not opened:
                return leaves, place, True
    return leaves, len(text), False
