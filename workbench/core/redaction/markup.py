"""Masking in XML and HTML: elements and fields of forms whose name says that they hold a secret, also escaped."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from workbench.core.redaction.assigned import Mask
from workbench.core.redaction.names import is_password, markup_is_secret

_OPENS: Final = r"(?:<|&lt;|\\{1,16}+u003[cC])"
_CLOSES: Final = r"(?:>|&gt;|\\{1,16}+u003[eE])"
_ELEMENT: Final = re.compile(
    rf"{_OPENS}(?:[A-Za-z_][\w-]*+:)?+(?P<name>[A-Za-z_][\w.-]*+)(?:\s[^<>]{{0,200}}?)?{_CLOSES}"
    rf"(?:<!\[CDATA\[)?+\s*+(?P<value>[^<>&\\\]\s][^<>&\\\]]*+)(?=\s*(?:\]\]>)?(?:{_OPENS}\\*/))"
)
_TAG: Final = re.compile(rf"{_OPENS}[A-Za-z][^<>]*+(?=[<>]|\Z)")
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w.:-])(?P<key>[A-Za-z_][\w.:-]*+)\s*+=\s*+"""
    r"""(?:(?P<quote>\\*["']|&quot;|&\#34;)(?P<value>.*?)(?P=quote)|(?P<bare>[^\s"'<>=\\&]++))""",
    re.DOTALL,
)
_NAMING: Final = frozenset(("name", "id", "key", "property", "itemprop", "http-equiv"))
_HOLDING: Final = frozenset(("value", "content"))
_UNICODE: Final = re.compile(r"u003[cC]")


def mask_markup(text: str, mask: Mask, meet: Callable[[str], None], dots: str) -> str:
    """The text with what its elements and fields of forms hold masked by their names."""
    if not ("<" in text or ("&" in text and "&lt;" in text) or ("\\" in text and _UNICODE.search(text))):
        return text

    def element(found: re.Match[str]) -> str:
        name, value = found["name"], found["value"].rstrip()
        if dots in value or not markup_is_secret(name, value):
            return found.group()
        meet(value)
        start = found.start("value") - found.start()
        held = found.group()
        return held[:start] + mask(value, keep_end=not is_password(name)) + held[start + len(value) :]

    def field(found: re.Match[str]) -> str:
        tag = found.group()
        if "value" not in tag and "content" not in tag:
            return tag
        named, held = "", None
        for each in _ATTRIBUTE.finditer(tag):
            key = each["key"].lower()
            if key in _HOLDING:
                held = each
            elif key in _NAMING and not markup_is_secret(named, "a1" * 16):
                named = each["value"] or each["bare"] or ""
        if held is None:
            return tag
        group = "value" if held["bare"] is None else "bare"
        value = held[group]
        if not value or dots in value or not markup_is_secret(named, value):
            return tag
        meet(value)
        return tag[: held.start(group)] + mask(value, keep_end=not is_password(named)) + tag[held.end(group) :]

    return _TAG.sub(field, _ELEMENT.sub(element, text))
