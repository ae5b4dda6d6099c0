"""Masking secrets: one module, applied where data leaves memory (history, exports, reports, logs, the screen)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, unquote_plus

from workbench.core.redaction.known import KnownSecrets
from workbench.core.redaction.names import (
    header_is_secret,
    is_password,
    name_is_secret,
    query_is_secret,
    value_is_secret,
)
from workbench.core.traffic.exchange import Headers
from workbench.core.values import Marker, Special, Value, is_number
from workbench.core.values.json_text import read_json, write_json

__all__ = ["MASK", "Redactor", "mask"]

MASK: Final = "••••••••"
"""What stands in a secret's place; long ones keep their last four characters after it."""

_KEPT_FROM: Final = 12
_SCHEME: Final = re.compile(
    r"^(Bearer|Token|OAuth|Basic|Digest|Negotiate|NTLM|Zoho-oauthtoken)\s+(.+)$", re.IGNORECASE | re.DOTALL
)
_UNMISTAKABLE: Final = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[^\s•]{12,}")
"""Long and mixed enough to stand for itself; a short or plain one would blot out ordinary text elsewhere."""
_NO_SECRETS: Final = frozenset(("bearer", "basic", "null", "none", "true", "false", "undefined"))
_FORM: Final = re.compile(r"[\w.~%\[\]*+-]+=[^&\s]*(?:&[\w.~%\[\]*+-]+=[^&\s]*)*")
_ADDRESS: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>\\^`{|}•]+", re.IGNORECASE)
_CREDENTIALS: Final = re.compile(r"\b(Bearer|Basic)(\s+)([A-Za-z0-9+/_.~-]{6,}+=*+)(?![\"'])", re.IGNORECASE)
_SHORTEST_CREDENTIALS: Final = len("Basic 123456")
_JWT: Final = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*")
_NAMED: Final = re.compile(
    r"""(?P<name>[A-Za-z_][\w.-]{1,60})(?P<between>\\*["']?\s*(?P<sign>=|:)\s*)(?P<open>\\*["'])?"""
)
_QUOTED: Final = re.compile(r"""(?:(?!\\*["'])[^\r\n])+""")
_UNQUOTED: Final = re.compile(r"""[^\s"',;&<>{}\[\]\\•]+""")
_AMBIGUOUS: Final = re.compile(r"[^\s\"',;&<>{}\[\]\\•]{1,512}")
_TAG: Final = re.compile(r"(?P<open><(?:[\w-]+:)?(?P<name>[\w-]+)(?:\s[^<>]*)?>)(?P<value>[^<>]+)(?=</)")
_PART: Final = re.compile(
    r'(?P<open>name="(?P<name>[^"]+)"(?:\r?\n[^\r\n]+)*\r?\n\r?\n)(?P<value>.*?)(?=\r?\n--)', re.DOTALL
)


def mask(secret: str, *, keep_end: bool = True) -> str:
    """Dots, and the last four characters of a secret of twelve or more.

    Padded base64 keeps none: it is often a user's name and password, and its end the password's.
    """
    return MASK + secret[-4:] if keep_end and len(secret) >= _KEPT_FROM and not secret.endswith("=") else MASK


class Redactor:
    """Masks secrets by name, by shape, and wherever a known secret stands."""

    def __init__(self, known_secrets: Iterable[str] = ()) -> None:
        """`known_secrets` are values such as stored tokens; those below four characters are not searched for."""
        self._known = KnownSecrets(known_secrets)
        self.seen: set[str] = set()
        """Secrets met under a name that says so; elsewhere they may stand without one, so mask them from then on."""

    def headers(self, headers: Headers) -> Headers:
        """Header lines with secret values masked; a scheme such as Bearer and the names of cookies stay."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def url(self, url: str) -> str:
        """An address with its credentials and the secret members of its query and fragment masked."""
        rest, hash_sign, fragment = url.partition("#")
        address, mark, query = rest.partition("?")
        scheme, separator, tail = address.partition("://")
        authority, slash, path = tail.partition("/")
        if separator and "@" in authority:
            address = f"{scheme}://{MASK}@{authority.rpartition('@')[2]}{slash}{path}"
        if mark:
            address += mark + self._form(query)
        if hash_sign:
            address += hash_sign + (self._form(fragment) if "=" in fragment else fragment)
        return self._blot(address)

    def body_text(self, text: str, content_type: str = "") -> str:
        """A body's text, by its type: JSON, forms, multipart and XML by the names of their members, else plain."""
        if text.lstrip().startswith(("{", "[")):
            masked = self._json_text(text)
            if masked is not None:
                return masked
        if "form-urlencoded" in content_type or (not content_type and "=" in text and _FORM.fullmatch(text)):
            return self._blot(self._form(text))
        if "multipart/" in content_type:
            text = _PART.sub(self._named(name_is_secret), text)
        if text.lstrip().startswith("<"):
            text = _TAG.sub(self._named(name_is_secret), text)
        return self.text(text)

    def value(self, value: Value, name: str = "") -> Value:
        """A value with its secrets masked at any depth; `name` is the member that holds it.

        Undefined, null and truth values stay; what is not secret is equal to what was given.
        """
        if isinstance(value, dict):
            return {self._blot(str(key)): self._member(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item, name) for item in value]
        if isinstance(value, Special):
            return replace(value, text=self.text(value.text), content=self.value(value.content))
        if isinstance(value, Marker):
            return replace(value, options=None if value.options is None else self.value(value.options))
        if isinstance(value, str):
            if value_is_secret(name, value):
                return self._credential(name, value, is_certain=name_is_secret(name))
            return self.text(value)
        if is_number(value) and str(value) in self._known.values:
            return mask(str(value))
        return value

    def text(self, text: str) -> str:
        """Plain text, such as a console line, with known secrets, credentials and named secrets masked."""
        text = self._blot(text)
        # Most texts are short and plain: what an expression cannot do without is looked for first.
        if "://" in text:
            text = _ADDRESS.sub(lambda match: self.url(match.group()), text)
        if len(text) >= _SHORTEST_CREDENTIALS:
            text = _CREDENTIALS.sub(self._scheme, text)
        if "eyJ" in text:
            text = _JWT.sub(lambda match: mask(match.group()), text)
        return _assignments(text) if "=" in text or ":" in text else text

    def known(self, text: str) -> str:
        """Text with known secrets alone masked, for content in which nothing else can be told."""
        return self._blot(text)

    def _header(self, name: str, value: str) -> str:
        lower = name.lower()
        if lower in ("cookie", "set-cookie"):
            pieces = value.split(";")[: 1 if lower == "set-cookie" else None]
            self._meet(*(piece.partition("=")[2].strip() for piece in pieces))
            return self._blot(_cookies(value, only_first=lower == "set-cookie"))
        if header_is_secret(name) and value:
            return self._credential(name, value, is_certain=True)
        return self.text(value)

    def _credential(self, name: str, value: str, *, is_certain: bool) -> str:
        found = _SCHEME.match(value)
        if is_certain:
            self._meet(found[2] if found else value)
        if found is None:
            return value if MASK in value else mask(value, keep_end=not is_password(name))
        scheme, secret = found.groups()
        # The end of Basic credentials is the end of a password.
        return f"{scheme} {mask(secret, keep_end=scheme.lower() != 'basic')}"

    def _meet(self, *secrets: str) -> None:
        new = (secret for secret in secrets if secret not in self._known.values)
        self.seen.update(secret for secret in new if _UNMISTAKABLE.fullmatch(secret))

    def _member(self, name: str, item: Any) -> Value:
        if isinstance(item, dict | list) and name_is_secret(name):
            return _mask_leaves(item, name)
        if is_number(item) and name_is_secret(name):
            return MASK
        return self.value(item, name)

    def _json_text(self, text: str) -> str | None:
        """The masked JSON, or the text itself when nothing in it is secret; None when it is no JSON."""
        try:
            parsed = read_json(text)
        except ValueError:
            return None
        masked = self.value(parsed)
        if masked == parsed:
            return text
        indent = 2 if "\n" in text.strip() else None
        return write_json(masked, indent=indent)

    def _form(self, query: str) -> str:
        """Members joined by &, each masked in place; nothing else is touched."""
        return "&".join(map(self._form_member, query.split("&")))

    def _form_member(self, member: str) -> str:
        name, sign, raw = member.partition("=")
        value = unquote_plus(raw)
        plain_name = unquote_plus(name)
        if not raw or MASK in value:
            return member
        if query_is_secret(plain_name, value):
            self._meet(*([value] if name_is_secret(plain_name) else []))
            return name + sign + mask(value, keep_end=not is_password(plain_name) and value.isascii())
        inner = self.url(value) if "://" in value else self._json_text(value) if value.startswith("{") else None
        return member if inner is None or inner == value else name + sign + quote(inner, safe="•")

    def _blot(self, text: str) -> str:
        """Known secrets masked, wherever and however they stand."""
        return self._known.replace(text, mask, MASK)

    def _scheme(self, match: re.Match[str]) -> str:
        scheme, blank, secret = match.groups()
        if not re.search(r"[\d=+/_.]", secret) and len(secret) < 16:
            return match.group()
        return f"{scheme}{blank}{mask(secret, keep_end=scheme.lower() != 'basic')}"

    def _named(self, secret: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
        def replaced(match: re.Match[str]) -> str:
            name, value = match["name"], match["value"]
            return match["open"] + mask(value, keep_end=not is_password(name)) if secret(name) else match.group()

        return replaced


def _assignments(text: str) -> str:
    """`name: value` and `name=value` in running text, masked where the name holds a secret."""
    pieces: list[str] = []
    end = 0
    while (found := _NAMED.search(text, end)) is not None:
        pieces.append(text[end : found.end()])
        end = found.end()
        value = _assigned_value(found, text)
        if value:
            pieces.append(_masked_assignment(found["name"], value))
            end += len(value)
    return "".join(pieces) + text[end:]


def _assigned_value(found: re.Match[str], text: str) -> str:
    """The secret after a name, or empty; after a colon prose is left alone unless it looks secret."""
    name = found["name"].rpartition(".")[2]
    if name_is_secret(name):
        match = (_QUOTED if found["open"] else _UNQUOTED).match(text, found.end())
        value = match.group() if match else ""
        if MASK in value or value.lower() in _NO_SECRETS:
            return ""
        certain = found["open"] or found["sign"] == "=" or len(value) >= 16 or any(map(str.isdigit, value))
        return value if certain else ""
    match = _AMBIGUOUS.match(text, found.end())
    return match.group() if match and value_is_secret(name, match.group()) else ""


def _masked_assignment(name: str, value: str) -> str:
    found = _SCHEME.match(value)
    scheme, secret = (f"{found[1]} ", found[2]) if found else ("", value)
    return scheme + mask(secret, keep_end=not is_password(name) and scheme.lower() != "basic ")


def _cookies(line: str, *, only_first: bool) -> str:
    """Cookie values masked; names, and the attributes after a set cookie, stay."""
    pieces = line.split(";")
    for index, piece in enumerate(pieces):
        name, sign, value = piece.partition("=")
        if sign and value and not (only_first and index):
            pieces[index] = name + sign + mask(value)
    return ";".join(pieces)


def _mask_leaves(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _mask_leaves(item, f"{name}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_mask_leaves(item, name) for item in value]
    if isinstance(value, str) and value:
        return mask(value, keep_end=not is_password(name))
    if is_number(value):
        return MASK
    return value
