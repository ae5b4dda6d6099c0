"""Masking secrets: one module, applied where data leaves memory (history, exports, reports, logs, the screen)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, unquote_plus

from workbench.core.redaction.assigned import Assignments, in_small_letters
from workbench.core.redaction.known import KnownSecrets
from workbench.core.redaction.markup import mask_markup
from workbench.core.redaction.names import (
    counts_secrets,
    header_is_secret,
    is_password,
    name_is_secret,
    query_is_secret,
    value_is_secret,
)
from workbench.core.traffic.exchange import Headers
from workbench.core.values import Marker, Special, Value, is_number

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
_FORM: Final = re.compile(r"[\w.~%\[\]*+-]++=[^&\s]*+(?:&[\w.~%\[\]*+-]++=[^&\s]*+)*+")
_IN_ADDRESS: Final = r"""[^\s\"'<>^`{|}•?#@]*+(?P<more>[?#@][^\s\"'<>^`{|}•]*+)?+"""
_ADDRESSES: Final = {sign: re.compile(re.escape(sign) + _IN_ADDRESS) for sign in ("://", ":\\/\\/")}
"""Addresses, as they are and as JSON has them; behind the first ?, # or @ something may be secret."""
_USER: Final = re.compile(r"(:\\?/\\?/)[^/?#]*@")
"""Name and password of an address; one may stand in the path of another."""
_CREDENTIALS: Final = re.compile(
    r"\b(Bearer|Basic)([ \t]++|%20|\+)([A-Za-z0-9+/_.~-]{6,}+=*+)(?![\"']\w)", re.IGNORECASE
)
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{4,}+\.[A-Za-z0-9_-]*+")
_PRIVATE_KEY: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_LINE: Final = re.compile(r"[A-Za-z0-9+/=]{8,}+")
_JWT_RUN: Final = re.compile(r"[A-Za-z0-9_-]*+")
_PART: Final = re.compile(r'name="(?P<name>[^"\r\n]+)"[^\r\n]*+(?:\r?\n[^\r\n]++)*+\r?\n\r?\n')
_PART_ENDS: Final = re.compile(r"\r?\n--")
_SCHEMES_SIGN: Final = re.compile(r"[\d=+/_.]")
_WORDS: Final = re.compile(r"[A-Za-z]?[a-z]{1,20}(?:[/-][a-z]{1,20}){1,3}\.?")


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
        address = _without_user(address)
        if mark:
            address += mark + self._form(query)
        if hash_sign:
            address += hash_sign + (self._form(fragment) if "=" in fragment else _without_user(fragment))
        return self._blot(address)

    def body_text(self, text: str, content_type: str = "") -> str:
        """A body's text; forms and their parts by the names of their members, all else as running text."""
        if "form-urlencoded" in content_type or (not content_type and "=" in text and _FORM.fullmatch(text)):
            return self._blot(self._form(text))
        if "multipart/" in content_type:
            text = self._parts(text)
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
            if value and value_is_secret(name, value):
                return self._credential(name, value, is_certain=name_is_secret(name))
            return self.text(value)
        if is_number(value) and str(value) in self._known.values:
            return mask(str(value))
        return value

    def text(self, text: str) -> str:
        """Any text: prose, JSON, markup, a console line. Its lines stay as many as they are."""
        text = self._blot(text)
        # Most texts are short and plain: what an expression cannot do without is looked for first.
        for sign, address in _ADDRESSES.items():
            if sign in text:
                text = address.sub(self._address, text)
        small = in_small_letters(text)
        if "bearer" in small or "basic" in small:
            text = _CREDENTIALS.sub(self._scheme, text)
        if "eyJ" in text:
            text = _jwts(text)
        if "-----BEGIN" in text:
            text = _private_keys(text)
        text = mask_markup(text, _shown, self._meet, MASK)
        if "=" in text or ":" in text or "%3" in text:
            small = small if len(small) == len(text) else in_small_letters(text)
            text = Assignments(text, small, _shown, self._meet, MASK).masked()
        return text

    def known(self, text: str) -> str:
        """Text with known secrets alone masked, for content in which nothing else can be told."""
        return self._blot(text)

    def known_in(self, value: Value) -> Value:
        """A value in which known secrets alone are masked, wherever they stand; the same where none does."""
        if isinstance(value, str):
            return self._blot(value)
        if isinstance(value, dict):
            return {
                self._blot(key) if isinstance(key, str) else key: self.known_in(item) for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.known_in(item) for item in value]
        return value

    def data(self, data: bytes) -> bytes:
        """Bytes that are no text, with known secrets masked."""
        text = data.decode("latin-1")
        masked = self._known.replace(text, lambda held: "*" * len(held), "*" * len(MASK))
        return data if masked == text else masked.encode("latin-1", "replace")

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
        if is_number(item) and name_is_secret(name) and not counts_secrets(name):
            return MASK
        return self.value(item, name)

    def _form(self, query: str) -> str:
        """Members joined by &, each masked in place; nothing else is touched."""
        return "&".join(map(self._form_member, query.split("&")))

    def _form_member(self, member: str) -> str:
        name, sign, raw = member.partition("=")
        value = unquote_plus(raw)
        plain_name = unquote_plus(name)
        if not raw or MASK in value:
            return _without_user(member)
        if query_is_secret(plain_name, value):
            self._meet(*([value] if name_is_secret(plain_name) else []))
            return name + sign + mask(value, keep_end=not is_password(plain_name) and value.isascii())
        if value == raw:
            return _without_user(member)
        inner = self.text(value)
        return member if inner == value else name + sign + quote(inner, safe="•")

    def _blot(self, text: str) -> str:
        """Known secrets masked, wherever and however they stand."""
        return self._known.replace(text, _shown_escaped, MASK)

    def _address(self, match: re.Match[str]) -> str:
        return match.group() if match["more"] is None else self.url(match.group())

    def _scheme(self, match: re.Match[str]) -> str:
        scheme, blank, secret = match.groups()
        if (not _SCHEMES_SIGN.search(secret) and len(secret) < 16) or _WORDS.fullmatch(secret):
            return match.group()
        return f"{scheme}{blank}{mask(secret, keep_end=scheme.lower() != 'basic')}"

    def _parts(self, text: str) -> str:
        """The parts of a form that are secret by their names, masked up to the next boundary or the end."""
        pieces: list[str] = []
        done = 0
        while (found := _PART.search(text, done)) is not None:
            ends = _PART_ENDS.search(text, found.end())
            end = ends.start() if ends else len(text)
            value = text[found.end() : end]
            if name_is_secret(found["name"]) and value and MASK not in value:
                self._meet(value)
                value = mask(value, keep_end=not is_password(found["name"]))
            pieces += [text[done : found.end()], value]
            done = end
        return "".join(pieces) + text[done:]


def _without_user(address: str) -> str:
    """Name and password masked, of each address that stands in one."""
    return _USER.sub(rf"\1{MASK}@", address) if "@" in address else address


def _shown(secret: str, keep_end: bool = True) -> str:
    return mask(secret, keep_end=keep_end and "\\" not in secret[-6:])


def _shown_escaped(secret: str) -> str:
    return _shown(secret, keep_end=not any(sign in secret[-12:] for sign in "\\&%"))


def _jwts(text: str) -> str:
    """Tokens that are told by how they begin, masked; each run of their signs is looked at once."""
    pieces: list[str] = []
    done = place = 0
    while (start := text.find("eyJ", place)) >= 0:
        found = _JWT.match(text, start)
        place = start + 3
        before = text[start - 1 : start] if start else ""
        if found is not None and not (before.isalnum() or before == "_"):
            pieces += [text[done:start], mask(found.group())]
            done = place = found.end()
        elif found is None:
            run = _JWT_RUN.match(text, start)
            place = run.end() if run else place
    return "".join(pieces) + text[done:]


def _private_keys(text: str) -> str:
    """The lines between the marks of a private key masked, to the end where the second is missing."""
    pieces: list[str] = []
    done = 0
    while (found := _PRIVATE_KEY.search(text, done)) is not None:
        end = text.find("-----END", found.end())
        held = text[found.end() : end if end >= 0 else len(text)]
        pieces += [text[done : found.end()], _KEY_LINE.sub(MASK, held)]
        done = found.end() + len(held)
    return "".join(pieces) + text[done:]


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
