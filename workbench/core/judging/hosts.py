"""Whose host it is: hosts of one owner have the same domain, or names that begin alike."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from workbench.core.values import Value
from workbench.core.values.addresses import split_address

_SECOND: Final = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "gob", "or", "ne"})
"""Names below a country under which domains are given."""
_SHARED: Final = (
    "herokuapp.com",
    "amazonaws.com",
    "azurewebsites.net",
    "cloudfunctions.net",
    "workers.dev",
    "vercel.app",
    "netlify.app",
    "onrender.com",
    "ngrok.io",
    "ngrok-free.app",
    "github.io",
    "web.app",
)
"""Domains under which everybody can have a name."""
_REGIONS: Final = frozenset({"com", "eu"})
_NOT_A_COUNTRY: Final = frozenset({"io", "co", "me", "ai", "tv", "app", "dev"})
_TOGETHER: Final = (
    ("salesforce.com", "force.com", "cloudforce.com"),
    ("hubspot.com", "hubapi.com"),
    ("dynamics.com", "microsoft.com", "microsoftonline.com", "office.com", "office365.com", "live.com"),
    ("google.com", "googleapis.com"),
    ("ringcentral.com", "ringcentral.biz"),
    ("gohighlevel.com", "leadconnectorhq.com", "msgsndr.com"),
    ("freshworks.com", "freshsales.io", "myfreshworks.com", "freshdesk.com"),
    ("atlassian.com", "atlassian.net"),
)
"""Domains of one owner that do not tell so by their names."""
_SHORTEST: Final = 4
"""Letters of a name by which another one may begin."""
_HOST: Final = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z]{2,}", re.IGNORECASE)


def domain(host: str) -> str:
    """The part of a host's name that its owner has: the last two labels, three under com.au and its like."""
    name = host.lower().strip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        labels = name.split(".")
        if any(name.endswith(f".{each}") for each in _SHARED):
            return name
        is_third = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND
        return ".".join(labels[-3 if is_third else -2 :])
    return name


def is_family(host: str, hosts: Iterable[str]) -> bool:
    """Whether a host belongs to the owner of one of some hosts."""
    own = domain(host)
    return any(_are_alike(own, domain(each)) for each in hosts)


def hosts_in(value: Value) -> Iterator[str]:
    """Hosts of every address in a value."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            host = host_of(item) if "://" in item else ""
            if host:
                yield host
        elif isinstance(item, Mapping):
            stack += item.values()
        elif isinstance(item, list | tuple):
            stack += item


def host_of(text: str) -> str:
    """The host of an address, or of a host's name with or without a star; empty for another text."""
    if "://" in text:
        try:
            return split_address(text.strip()).hostname or ""
        except ValueError:
            return ""
    found = _HOST.match(text.strip().removeprefix("*."))
    return found.group().lower() if found else ""


def _are_alike(one: str, other: str) -> bool:
    if one == other or any(one in each and other in each for each in _TOGETHER):
        return True
    (name, _, place), (other_name, _, other_place) = one.partition("."), other.partition(".")
    if not place or not other_place:
        return False
    if name == other_name:
        return _is_region(place) and _is_region(other_place)
    short, long = sorted((name, other_name), key=len)
    return len(short) >= _SHORTEST and long.startswith(short)


def _is_region(place: str) -> bool:
    last = place.rpartition(".")[2]
    return place in _REGIONS or (len(last) == 2 and last not in _NOT_A_COUNTRY)
