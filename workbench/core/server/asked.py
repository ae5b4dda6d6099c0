"""What an interface was asked, as far as the server's answer depends on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from workbench.core.arguments.rows import Request
from workbench.core.values import Value


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, for its answer."""

    interface: str
    platform: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    """As the adapter received them."""
    request: Request = field(default_factory=dict)
    """The client's request in merged form."""
    era: str = "head"
    by_oauth: bool = False
    """Whether the login goes through /oauth-callback."""
    exports: Collection[str] = ()
    session_token: str = field(default="", repr=False)
    """Given to the client at the end of a login."""
    shared: bool = False
    """Whether messages take the shared path."""
