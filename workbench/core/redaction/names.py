"""Which names hold secrets: of headers, of query and form members, and of members of JSON at any depth."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

_IN_HEADERS: Final = ("token", "key", "secret", "password", "auth", "credential", "session", "cookie", "signature")
_HARMLESS_HEADERS: Final = re.compile(
    r":authority|(www|proxy)-authenticate|.*-author(-.*)?|authority|access-control-.*|sec-.*|keep-alive", re.IGNORECASE
)
"""Names that hold one of the words by chance; a challenge says why a request was refused and holds no secret."""

_STRONG: Final = frozenset(
    [
        "token",
        "tokens",
        "jwt",
        "secret",
        "secrets",
        "password",
        "passwords",
        "passwd",
        "passphrase",
        "passcode",
        "pwd",
        "credential",
        "credentials",
        "authorization",
        "bearer",
        "apikey",
        "apitoken",
        "cookie",
        "cookies",
        "hapikey",
        "otp",
        "privatekey",
        "accesskey",
        "csrf",
        "xsrf",
        "jsessionid",
        "phpsessid",
    ]
)
STEMS: Final = (
    "token", "jwt", "secret", "pass", "pwd", "credential", "auth", "bearer", "key", "cookie", "otp", "sess", "sid",
    "code", "sig", "assertion", "srf",
)  # fmt: skip
"""One of these stands in each name that can hold a secret, in small letters."""
_STRONG_ENDINGS: Final = ("token", "secret", "password", "passwd", "apikey", "credential")
_KEY_OWNERS: Final = frozenset(
    [
        "api",
        "private",
        "access",
        "secret",
        "signing",
        "encryption",
        "consumer",
        "client",
        "subscription",
        "auth",
        "master",
        "account",
        "hash",
        "ssh",
    ]
)
_WEAK: Final = frozenset(["key", "code", "session", "sid", "auth", "signature", "sig", "assertion"])
_ABOUT: Final = frozenset(
    [
        "url",
        "uri",
        "uris",
        "urls",
        "endpoint",
        "type",
        "types",
        "expiry",
        "expires",
        "expiration",
        "expired",
        "timeout",
        "at",
        "in",
        "count",
        "length",
        "limit",
        "name",
        "names",
        "required",
        "enabled",
        "valid",
        "status",
        "hint",
        "policy",
        "scopes",
        "scope",
        "method",
        "scheme",
        "lock",
        "info",
        "field",
        "option",
        "options",
        "file",
        "path",
        "dir",
        "on",
        "date",
        "time",
        "title",
        "label",
        "question",
    ]
)
"""Words that make a name speak about a secret rather than hold one: tokenUrl, tokenExpiry, authType."""

_ASKING: Final = frozenset(("has", "is", "needs", "requires"))
"""Words with which a name asks whether there is a secret: hasPassword."""
_PLACES: Final = frozenset(("page", "sync", "continuation", "delta", "skip", "cursor"))
"""Before token: where a list goes on, which opens nothing."""
_CODE_NAME: Final = re.compile(
    r"(?=[^_-]+[_-])(?=\D*\d{0,13}\D*\Z)(?:[A-Z]{1,24}\d{0,3}|[A-Z]?[a-z]{1,24}\d{0,3}|(?<=[_-])\d{1,13}|[_-])+"
)
"""What people and programs name things by: customfield_10042, INVALID_FIELD_2, PROJ-1234."""

_CALL_IDENTITIES: Final = frozenset(("sessionId", "sessionIds", "telephonySessionId", "parentSessionId"))
"""RingCentral's identities of a call, which are no login sessions where their value is one of a call."""
_CALL_IDENTITY: Final = re.compile(r"[sp]-[0-9a-fz]+(?:-[0-9a-fz]+)*|\d+(?:,\d+)*")
_SESSION_WORDS: Final = frozenset(["session", "sid", "sess", "ticket"])
_SESSION: Final = re.compile(r"(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9+/=_.~!-]{8,}")

_IN_QUERIES: Final = frozenset(["key", "sig", "signature", "auth", "session", "sid", "code", "assertion"])

_COLUMN: Final = re.compile(r"[A-Za-z]{1,7}")
"""A key by which a list is asked for."""

_SECRET_LOOKING: Final = re.compile(r"(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[A-Za-z0-9+/=_.~-]{16,}")


_IN_ADDRESS: Final = re.compile(r"[A-Za-z][\w+.-]*+://[^\s/?#@:]*+:?+([^\s/?#@]++)@")
_ANY_SECRET: Final = "a1" * 16

_NAMES_KEPT: Final = 4096
"""A large value repeats the names of its members; what they are is told once."""


def header_is_secret(name: str) -> bool:
    """Whether a header's value must not be shown: its name holds token, key, secret, auth, session or the like."""
    lower = name.lower()
    return not _HARMLESS_HEADERS.fullmatch(lower) and any(word in lower for word in _IN_HEADERS)


@functools.lru_cache(_NAMES_KEPT)
def name_is_secret(name: str) -> bool:
    """Whether a member of this name holds a secret, whatever its value: access_token, clientSecret, apiKey."""
    words = _words(name)
    if not words or words[-1] in _ABOUT or name in _CALL_IDENTITIES or (len(words) > 1 and words[0] in _ASKING):
        return False
    if len(words) > 1 and words[-1] == "token" and words[-2] in _PLACES:
        return False
    if any(word in _STRONG or word.endswith(_STRONG_ENDINGS) for word in words):
        return True
    if "key" in words[1:] and any(word in _KEY_OWNERS for word in words[: words.index("key", 1)]):
        return True
    return words[-1] == "header" and "auth" in words


def value_is_secret(name: str, value: str) -> bool:
    """Whether a member holds a secret by its name, or by an ambiguous name and a value that looks like one."""
    if name_is_secret(name):
        return True
    words = _words(name)
    if not any(word in _WEAK for word in words) or words[-1] in _ABOUT:
        return False
    if name in _CALL_IDENTITIES and _CALL_IDENTITY.fullmatch(value):
        return False
    if words[-1] in ("key", "code") and _CODE_NAME.fullmatch(value):
        return False
    return _SECRET_LOOKING.fullmatch(value) is not None


def counts_secrets(name: str) -> bool:
    """Whether a number under this name says how many there are: total_tokens of a language model."""
    return _words(name)[-1:] == ("tokens",)


@functools.lru_cache(_NAMES_KEPT)
def may_hold_secret(name: str) -> bool:
    """Whether a member of this name is secret, always or when its value looks like it."""
    return value_is_secret(name, _ANY_SECRET)


def markup_is_secret(name: str, value: str) -> bool:
    """Whether what stands in an element or a field of a form is secret; a session's key may be short there."""
    if value_is_secret(name, value):
        return True
    words = _words(name)
    is_session = any(word in _SESSION_WORDS for word in words) and words[-1] not in _ABOUT
    if _CALL_IDENTITY.fullmatch(value) or _CODE_NAME.fullmatch(value):
        return False
    return is_session and _SESSION.fullmatch(value) is not None


def query_is_secret(name: str, value: str) -> bool:
    """Whether a member of a query or a form holds a secret; short numbers such as error codes do not."""
    if name.lower() in _IN_QUERIES:
        return not ((value.isdecimal() and len(value) < 6) or (name.lower() == "key" and _COLUMN.fullmatch(value)))
    return value_is_secret(name, value)


def names_cookies(name: str) -> bool:
    """Whether it is the name of a header of cookies."""
    return name.lower() in ("cookie", "set-cookie")


def secret_variables(variables: Mapping[str, str]) -> frozenset[str]:
    """The values of environment variables that are secrets, by their names, or passwords within addresses."""
    found = set()
    for name, value in variables.items():
        words = _words(name)
        if value.startswith("/"):
            # The path of a file that holds one.
            continue
        if value_is_secret(name, value) or (words and words[-1] in ("pass", "pw")):
            found.add(value.strip())
        elif (within := _IN_ADDRESS.match(value)) is not None:
            found |= {within[1], unquote(within[1])}
    return frozenset(found)


def is_password(name: str) -> bool:
    """Whether a name means something that people think up; not even its end is shown."""
    return any(word in ("password", "passwords", "passwd", "passphrase", "pwd", "passcode") for word in _words(name))


@functools.lru_cache(_NAMES_KEPT)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(name))
