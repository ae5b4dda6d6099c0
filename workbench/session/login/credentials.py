"""What a login is given: what the user typed, and how the approval is got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from workbench.core.login import Way
from workbench.core.login.client import ClientIdentity


class Authorize(Protocol):
    """How the user's approval is got: a browser and the loopback listener, a pasted address, a window, a test.

    A window of the program's own is one more of these: it shows the page and gives the address that the page
    is sent to once that begins with the redirect address.
    """

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """Show the consent page at `url`; gives the complete address the browser was sent back to."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the user types to log in, and the choices of this login."""

    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of the manifest's login form by const; apiKey is the key."""
    hostname: str = ""
    """The CRM host the user works on; empty takes the manifest's."""
    managed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values that an administrator stored, by const; of managed fields they replace what was typed."""
    managed_refused: bool = False
    """Whether the CRM refused the last login by managed values: then what was typed goes first."""
    managed_oauth: Mapping[str, str] = field(default_factory=dict, repr=False)
    """An administrator's OAuth client; it is used instead of getOauthInfo, which is not called."""
    way: Way | None = None
    """The way that the user chose; None goes by the manifest and the adapter (core.login.way_of)."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What App Connect's client sends besides, by name: tokenUrl, apiUrl, username and whatever else; values of the
    client's user (core.login.client) replace the stand-ins."""
    callback_url: str = field(default="", repr=False)
    """Address that the browser came back to, when the consent page was opened before; its state must be known."""
    redirect_uri: str = ""
    """Replaces the manifest's and the adapter's redirect address, such as one with another loopback port."""
    pkce: bool = False
    """Send a code challenge (S256). App Connect sends none."""
    secret_in_body: bool = False
    """Send the client secret in the form. App Connect sends it as Basic unless the adapter overrides it."""

    @property
    def identity(self) -> ClientIdentity:
        """The RingCentral user that logs in."""
        return ClientIdentity().replaced(self.query)
