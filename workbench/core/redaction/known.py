"""Finding known secret values in texts, also where they stand encoded."""

from __future__ import annotations

import base64
import json
import re
import string
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import quote, quote_plus

from workbench.core.values.json_text import utf8, well_formed

SHORTEST: Final = 4
"""Known secrets below this length are not searched for: they would blot out ordinary text."""

_SHORTEST_CORE: Final = 8
"""Characters of base64 that must agree before a match counts."""


_JSON_DEPTH: Final = 3
_ESCAPE: Final = re.compile(r"%[0-9A-F]{2}")
_BASE64: Final = frozenset(string.ascii_letters + string.digits + "+/_-")


class KnownSecrets:
    """Every spelling of some secrets: plain, in JSON, in addresses, and inside base64 such as Basic credentials."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Secrets below the shortest length are left out."""
        self.values = frozenset(secret for secret in secrets if len(secret) >= SHORTEST)
        self._plain = _any_of({form for secret in self.values for form in _spellings(secret)})
        self._cores = _any_of({core for secret in self.values for core in _base64_cores(secret)})

    def replace(self, text: str, plain: Callable[[str], str], encoded: str) -> str:
        """The text with each occurrence replaced: plain ones by a function, base64 that holds one as a whole."""
        if self._plain is not None:
            text = self._plain.sub(lambda match: plain(match.group()), text)
        if self._cores is None or self._cores.search(text) is None:
            return text
        pieces: list[str] = []
        end = 0
        while (found := self._cores.search(text, end)) is not None:
            start = found.start()
            while start > end and text[start - 1] in _BASE64:
                start -= 1
            pieces += [text[end:start], encoded]
            end = found.end()
            while end < len(text) and (text[end] in _BASE64 or text[end] == "="):
                end += 1
        return "".join(pieces) + text[end:]


def _any_of(forms: set[str]) -> re.Pattern[str] | None:
    """An expression for the longest of several texts, percent escapes in either case; None for none."""
    if not forms:
        return None
    each = (re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile("|".join(_ESCAPE.sub(lambda match: f"(?i:{match.group()})", form) for form in each))


def _spellings(secret: str) -> set[str]:
    """The secret as it is, in addresses, and in JSON up to three texts deep."""
    sent = well_formed(secret)
    quoted = quote(sent, safe="")
    forms = {secret, sent, quoted, quote(sent, safe="!'()*-._~"), quote_plus(sent), quote(quoted, safe="")}
    for ascii_only in (True, False):
        text = secret
        for _ in range(_JSON_DEPTH):
            text = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
            forms.add(text)
    return forms


def _base64_cores(secret: str) -> set[str]:
    """The characters that a secret's bytes give in base64 wherever they begin: three alignments, both alphabets."""
    data = utf8(secret)
    cores: set[str] = set()
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data).decode().rstrip("=")
        first = -(-shift * 8 // 6)
        last = (shift + len(data)) * 8 // 6
        core = text[first:last]
        if len(core) >= _SHORTEST_CORE:
            cores |= {core, core.replace("+", "-").replace("/", "_")}
    return cores
