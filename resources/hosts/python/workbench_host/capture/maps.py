"""Host maps, by the rules of resources/hosts/WIRE.md."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_PORTS = {"https": 443, "http": 80}


def map_url(url: str, maps: list[dict[str, str]]) -> str:
    """The address to call instead; empty when no map applies."""
    if not maps:
        return ""
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    port = parts.port or _PORTS.get(parts.scheme, 80)
    for entry in maps:
        wanted, _, wanted_port = entry["host"].lower().partition(":")
        if wanted_port and int(wanted_port) != port:
            continue
        if name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted:
            target = urlsplit(entry["target"])
            path = target.path.rstrip("/") + (parts.path or "/")
            return urlunsplit((target.scheme, target.netloc, path, parts.query, ""))
    return ""


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
