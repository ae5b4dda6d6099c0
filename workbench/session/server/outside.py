"""What the server reaches for: the adapter, RingCentral's directory, plugins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from workbench.core.run.invocation import Outcome
from workbench.core.server.managed import Person
from workbench.core.values import Json
from workbench.runtimes.protocol import Call

__all__ = ["Person", "Plugins", "RingCentral", "ServedAdapter"]


class ServedAdapter(Protocol):
    """An adapter that the server calls: an open one, or a recording in a test."""

    @property
    def exports(self) -> Collection[str]:
        """Interface names that it exports."""
        ...

    @property
    def account_data(self) -> Mapping[str, float | None]:
        """Keys of its accountData table, with the seconds that an entry is kept; None for App Connect's own."""
        ...

    async def call(self, call: Call) -> Outcome:
        """Call one interface; never raises for what the adapter does.

        accountData.<key> stands for the fetch of an account-data table.
        """
        ...


class RingCentral(Protocol):
    """RingCentral's extension endpoint, which tells whose access token it is."""

    async def person(self, token: str) -> Person | None:
        """Who a token belongs to; None when RingCentral does not accept it."""
        ...


class Plugins(Protocol):
    """The synchronous plugins of a RingCentral account (runtime.md section 11)."""

    async def run(self, kind: str, body: Json) -> Json:
        """The body that replaces a submitted one; `kind` is call, sms or fax."""
        ...
