"""The ways to the CRM's consent page, as data: what each is called, what it does, what it is good for."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.values.addresses import split_address


class ConsentWay(enum.StrEnum):
    """How the user approves the access, and how the redirect comes back."""

    BROWSER = "browser"
    BUILT_IN = "built-in"
    PASTED = "pasted"


@dataclass(frozen=True, slots=True)
class ConsentChoice:
    """One way, in words."""

    title: str
    sentence: str


CONSENT_WAYS: Final[Mapping[ConsentWay, ConsentChoice]] = {
    ConsentWay.BROWSER: ConsentChoice(
        "Browser, loopback",
        "The page opens in the system browser. A redirect to this machine is caught; any other has to be pasted.",
    ),
    ConsentWay.BUILT_IN: ConsentChoice(
        "Built-in window",
        "The page opens in a window of its own, which takes any redirect before it is sent and forgets all cookies.",
    ),
    ConsentWay.PASTED: ConsentChoice(
        "Paste the redirect",
        "Nothing is opened and nothing listens: open the page where you like, and paste the address it ends on.",
    ),
}
"""In the order in which they are offered. To add a way, add its row here and its `Authorize` where faces make them."""


def consent_way(text: str) -> ConsentWay:
    """The way of that name; the browser for any other word, such as one of a newer program's settings."""
    return ConsentWay(text) if text in tuple(ConsentWay) else ConsentWay.BROWSER


def loopback_redirect(port: int) -> str:
    """The redirect address at a port of this machine; empty for 0, which leaves the adapter's own."""
    return f"http://127.0.0.1:{port}/callback" if port else ""


def tidy_address(text: str) -> str:
    """A pasted address without what copying adds: blanks and marks around it, line ends within it."""
    return "".join(text.split("\n")).replace("\r", "").replace("\t", "").strip(_AROUND)


_AROUND: Final = " \"'<>`“”„‘’‚«»‹›\u00a0\u200b\u200e\u200f\u2060\ufeff"


def is_redirect(address: str, redirect_uri: str) -> bool:
    """Whether an address is the redirect that a login waits for: same scheme, host, port and path."""
    found, wanted = split_address(address), split_address(redirect_uri)
    return _place(found.scheme, found.netloc, found.path) == _place(wanted.scheme, wanted.netloc, wanted.path)


def _place(scheme: str, netloc: str, path: str) -> tuple[str, str, str]:
    """Comparable parts; a port that the scheme has anyway is left out, and an empty path is the root."""
    scheme = scheme.lower()
    host = netloc.rpartition("@")[2].lower()
    return scheme, host.removesuffix(_PORTS.get(scheme, "-")), path or "/"


_PORTS: Final = {"http": ":80", "https": ":443"}
