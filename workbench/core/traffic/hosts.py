"""Host maps: calls for one host go to another address, so that adapters with fixed hosts reach a sandbox or a fake."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlunsplit

from workbench.core.errors import UsageError
from workbench.core.values.addresses import split_address

_PORTS: Final = {"https": 443, "http": 80}
_HOST: Final = re.compile(r"(?P<name>\[[^\]]*\]|[^:/?#@\s\[\]]+)(?::(?P<port>\d+))?")
_LARGEST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class HostMap:
    """Calls for `host` go to `target` instead (rules: resources/hosts/WIRE.md)."""

    host: str
    """api.example.com, api.example.com:8443 or *.example.com."""
    target: str
    """http(s)://host:port/prefix."""

    @property
    def plain_host(self) -> str:
        """The host as requests name it, in ASCII."""
        return _plain(self.host)

    def matches(self, hostname: str, port: int) -> bool:
        """Whether a request for this host and port is meant."""
        wanted, wanted_port = _name_and_port(self.plain_host)
        if wanted_port and wanted_port != port:
            return False
        name = plain_name(hostname)
        return name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted


@functools.lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """The one spelling of a host's name: lower case, letters beyond ASCII as requests carry them, no dot at the end."""
    bare = name.strip("[]")
    if ":" in bare:
        try:
            return f"[{ipaddress.ip_address(bare).compressed}]"
        except ValueError:
            return f"[{bare.lower()}]"
    if name.startswith("*."):
        return "*." + plain_name(name[2:])
    if not name.isascii():
        # Not above: it brings tables, and hardly any name needs it.
        import idna

        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError:
            return name.lower().rstrip(".")
    return name.lower().removesuffix(".")


@functools.lru_cache(maxsize=256)
def _plain(host: str) -> str:
    name, port = _name_and_port(host)
    return plain_name(name) + (f":{port}" if port else "")


def _name_and_port(host: str) -> tuple[str, int]:
    """The parts of a map's host; 0 where no port is said."""
    found = _HOST.fullmatch(host)
    return (found["name"], int(found["port"] or 0)) if found else (host, 0)


def parse_host_map(text: str) -> HostMap:
    """Read HOST=URL as typed for `--map` or in a workspace file; raises UsageError."""
    host, separator, target = text.partition("=")
    host, target = host.strip(), target.strip()
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    if not separator or _HOST.fullmatch(host) is None or _name_and_port(host)[1] > _LARGEST_PORT:
        raise UsageError(
            f"“{text}” does not map a host.", code="bad-map", hint="Write it as api.example.com=http://127.0.0.1:9000."
        )
    try:
        parts = split_address(target)
        name, port = parts.hostname, parts.port
    except ValueError:
        name = None
    if not name or parts.scheme not in _PORTS:
        raise UsageError(
            f"“{target}” is not an address to map {host} to.",
            code="bad-map",
            hint="The target starts with http:// or https:// and names a host, such as http://127.0.0.1:9000.",
        )
    if not target.isascii():
        target = urlunsplit(parts._replace(netloc=plain_name(name) + (f":{port}" if port else "")))
    return HostMap(host, target)


def map_url(url: str, maps: Iterable[HostMap]) -> str:
    """The address that is really called; the same address when no map applies, or when it is no address."""
    try:
        parts = split_address(url)
        name, port = parts.hostname, parts.port or _PORTS.get(parts.scheme, 80)
    except ValueError:
        return url
    for entry in maps:
        if name and entry.matches(name, port):
            target = split_address(entry.target)
            path = target.path.rstrip("/") + (parts.path or "/")
            return urlunsplit((target.scheme, target.netloc, path, parts.query, parts.fragment))
    return url
