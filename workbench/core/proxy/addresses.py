"""Addresses as browsers and Node read them (the WHATWG URL rules that matter for http and https)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from workbench.core.values.json_text import well_formed

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_PORTS: Final = {"http": "80", "https": "443"}
_FORBIDDEN: Final = frozenset(" #%/:<>?@[\\]^|\x7f" + "".join(map(chr, range(0x20))))
_DOT: Final = frozenset((".", "%2e"))
_DOTS: Final = frozenset(("..", ".%2e", "%2e.", "%2e%2e"))

_KEPT: Final = "!$%&'()*+,-./:;=@[]_~^|\\"
_PATH: Final = _KEPT.replace("\\", "")
_QUERY: Final = _KEPT.replace("'", "") + "?`{}"
_FRAGMENT: Final = _KEPT + "?#{}"
_USER: Final = "!$%&'()*+,-._~"


@dataclass(frozen=True, slots=True)
class Address:
    """An absolute address, normalised."""

    scheme: str
    host: str
    """With its port, unless that is the scheme's own."""
    path: str
    query: str
    """With its question mark, or empty."""
    fragment: str
    """With its hash, or empty."""
    credentials: str = ""
    """user:password as it stood in the address, or empty."""

    @property
    def origin(self) -> str:
        """Scheme and host, without credentials."""
        return f"{self.scheme}://{self.host}"

    @property
    def target(self) -> str:
        """Path and query as a request line has them."""
        return self.path + (self.query if self.query != "?" else "")

    @property
    def href(self) -> str:
        """The whole address as text."""
        login = f"{self.credentials.removesuffix(':')}@" if self.credentials else ""
        return f"{self.scheme}://{login}{self.host}{self.path}{self.query}{self.fragment}"


def parse_address(text: str) -> Address | None:
    """Read and normalise an absolute address; None when it is none."""
    cleaned = re.sub("[\t\n\r]", "", text.strip("".join(map(chr, range(0x21)))))
    match = _SCHEME.fullmatch(cleaned)
    if not match:
        return None
    scheme, rest = match.group(1).lower(), well_formed(match.group(2))
    if scheme not in _PORTS:
        return Address(scheme, "", rest, "", "")
    rest, hash_mark, fragment = rest.partition("#")
    rest, question_mark, query = rest.partition("?")
    rest = rest.replace("\\", "/").lstrip("/")
    authority, slash, path = rest.partition("/")
    login, _, host = authority.rpartition("@")
    name = _host(scheme, host)
    if name is None:
        return None
    return Address(
        scheme,
        name,
        _path(slash + path),
        question_mark + quote(query, safe=_QUERY),
        hash_mark + quote(fragment, safe=_FRAGMENT),
        _credentials(login),
    )


def _credentials(login: str) -> str:
    user, colon, password = login.partition(":")
    return f"{quote(user, safe=_USER)}{colon or ':'}{quote(password, safe=_USER)}" if user or password else ""


def _host(scheme: str, text: str) -> str | None:
    if text.startswith("["):
        name, bracket, port = text.partition("]")
        name += bracket
        port = port.removeprefix(":")
    else:
        name, _, port = text.partition(":")
        if not name or _FORBIDDEN & set(name):
            return None
        if not name.isascii():
            try:
                name = name.encode("idna").decode()
            except UnicodeError:
                return None
    if port and not (port.isascii() and port.isdecimal() and int(port) < 65536):
        return None
    number = str(int(port)) if port else ""
    return name.lower() + (f":{number}" if number and number != _PORTS[scheme] else "")


def _path(text: str) -> str:
    kept: list[str] = []
    segments = text.split("/")[1:] or [""]
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        folded = segment.lower()
        if folded in _DOTS:
            if kept:
                kept.pop()
            if last:
                kept.append("")
        elif folded in _DOT:
            if last:
                kept.append("")
        else:
            kept.append(quote(segment, safe=_PATH))
    return "/" + "/".join(kept)
