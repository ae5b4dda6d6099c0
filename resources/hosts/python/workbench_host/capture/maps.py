"""Host maps, by the rules of resources/hosts/WIRE.md."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import urlsplit, urlunsplit

_HOST = re.compile(r"(\[[^\]]*\]|[^:]+)(?::(\d+))?")
_PORTS = {"https": 443, "http": 80}


def map_url(url: str, maps: list[dict[str, str]]) -> str:
    """The address to call instead; empty when no map applies."""
    if not maps:
        return ""
    parts = urlsplit(url)
    name = _plain(parts.hostname or "")
    port = parts.port or _PORTS.get(parts.scheme, 80)
    for entry in maps:
        found = _HOST.fullmatch(entry["host"])
        if found is None:
            continue
        wanted, wanted_port = found.groups()
        if wanted_port and int(wanted_port) != port:
            continue
        wanted = wanted.strip("[]")
        if name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted:
            target = urlsplit(entry["target"])
            path = target.path.rstrip("/") + (parts.path or "/")
            return urlunsplit((target.scheme, target.netloc, path, parts.query, ""))
    return ""


def _plain(name: str) -> str:
    """A host's name as maps have it: in lower case and ASCII, without a dot at the end."""
    if not name.isascii():
        # Where it cannot be, the client will say what is wrong with it.
        with contextlib.suppress(UnicodeError):
            name = _ascii(name)
    name = name.lower()
    return name.removesuffix(".")


def _ascii(name: str) -> str:
    try:
        import idna
    except ImportError:
        return name.encode("idna").decode()
    return idna.encode(name, uts46=True).decode()


class Address:
    """The parts of an http address that a client needs."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = url
        self.scheme = parts.scheme
        self.host = parts.hostname or ""
        self.port = parts.port or _PORTS.get(parts.scheme, 80)
        self.netloc = parts.netloc
        self.origin = (self.scheme, self.host, self.port)
        self.target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
