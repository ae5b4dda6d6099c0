"""Masks: no secret survives, and nothing is masked twice."""

from __future__ import annotations

import string
from typing import Any

from cases_secret_forms import APART, FORMS
from fuzzing.values import ANY_TEXT, JSON, members, text_of
from hypothesis import strategies as st

from workbench.core.redaction import MASK, Redactor
from workbench.core.redaction.names import name_is_secret
from workbench.core.values.json_text import well_formed

_PIECES = (
    "token", "key", "=", ":", '"', "'", "\\", "{", "}", "[", "]", "<", ">", "/", "&", ";", "%", "%22", "\n", " ",
    "Bearer ", "Basic ", "eyJ", "password", "session", "https://", "?", "#", "@", "ab12cd34ef56gh78", "&lt;", "•",
    "x9-4z", "wold77aQ4kX9mTz1", "-----BEGIN PRIVATE KEY-----",
    'Content-Disposition: form-data; name="token"', "\r\n",
)  # fmt: skip
MASKED_TEXTS = text_of(*_PIECES)
_TYPES = ("", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/html")


def holds_of_text(text: str) -> None:
    """Masking twice is masking once, lines stay, and what is known is in no face of it."""
    redactor = Redactor(["wold77aQ4kX9mTz1", "x9-4zQ77"])
    for work in (
        redactor.text,
        redactor.url,
        *(lambda each, kind=kind: redactor.body_text(each, kind) for kind in _TYPES),
    ):
        once = work(text)
        assert work(once) == once
        assert "wold77aQ4kX9mTz1" not in once
    once = redactor.text(text)
    assert once.count("\n") == text.count("\n")


SECRETS = st.tuples(
    text_of(*_PIECES, longest=8),
    st.text(string.ascii_letters + string.digits + "&<>\"'/+ %-_.é", min_size=10, max_size=24),
    st.sampled_from(sorted(FORMS | APART)),
    text_of(*_PIECES, longest=8),
)


def holds_of_secret(given: tuple[str, str, str, str]) -> None:
    """A known secret is masked however it is written."""
    before, core, form, after = given
    secret = f"Q7{core}z8"
    if "base64" not in form and before.endswith(("%", "\\", "&", "#")):
        before += " "
    written = (FORMS | APART)[form](secret)
    redactor = Redactor([secret])
    for shown in (redactor.known(before + written + after), redactor.text(before + written + after)):
        assert written not in shown


_NAMES = ("accessToken", "password", "note", "id", "apiKey", "authorization", "contacts")
VALUES = st.recursive(
    JSON | text_of(*_PIECES, longest=6),
    lambda inner: st.lists(inner, max_size=3) | members(_NAMES, inner) | st.dictionaries(ANY_TEXT, inner, max_size=2),
    max_leaves=6,
)


def holds_of_value(value: Any) -> None:
    """A value keeps its shape; under a name that says so no text stays; what is masked is not masked again."""
    redactor = Redactor(["wold77aQ4kX9mTz1"])
    once = redactor.value(value)
    assert repr(redactor.value(once)) == repr(once)
    assert "wold77aQ4kX9mTz1" not in well_formed(repr(once))
    _as_before(value, once)


def _as_before(value: Any, masked: Any) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            if name in _NAMES:
                _as_before(item, masked[name])
                if name_is_secret(name) and isinstance(item, str) and len(item) > 12 and "•" not in item:
                    assert masked[name] != item or MASK in item
    elif isinstance(value, list):
        assert len(masked) == len(value)
        for item, other in zip(value, masked, strict=True):
            _as_before(item, other)
    elif value is None or isinstance(value, bool):
        assert masked is value
