"""Host maps: calls for one host go to another address, so that adapters with fixed hosts reach a sandbox or a fake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from workbench.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class HostMap:
    """Calls for `host` go to `target` instead (rules: resources/hosts/WIRE.md)."""

    host: str
    """api.example.com, api.example.com:8443 or *.example.com."""
    target: str
    """http(s)://host:port/prefix."""

    def matches(self, hostname: str, port: int) -> bool:
        """Whether a request for this host and port is meant."""
        wanted, _, wanted_port = self.host.lower().partition(":")
        if wanted_port and int(wanted_port) != port:
            return False
        name = hostname.lower()
        return name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted


def parse_host_map(text: str) -> HostMap:
    """Read HOST=URL as typed for `--map` or in a workspace file; raises UsageError."""
    host, separator, target = text.partition("=")
    parts = urlsplit(target)
    port = host.partition(":")[2]
    if not separator or not host or "/" in host or (port and not port.isdecimal()):
        raise UsageError(
            f"“{text}” does not map a host.", code="bad-map", hint="Write it as api.example.com=http://127.0.0.1:9000."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"“{target}” is not an address to map {host} to.",
            code="bad-map",
            hint="The target starts with http:// or https:// and names a host, such as http://127.0.0.1:9000.",
        )
    return HostMap(host, target)


def map_url(url: str, maps: Iterable[HostMap]) -> str:
    """The address that is really called; the same address when no map applies."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for entry in maps:
        if parts.hostname and entry.matches(parts.hostname, port):
            target = urlsplit(entry.target)
            path = target.path.rstrip("/") + (parts.path or "/")
            return urlunsplit((target.scheme, target.netloc, path, parts.query, parts.fragment))
    return url
