"""What the server reaches for: the adapter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from workbench.core.run.invocation import Outcome
from workbench.runtimes.protocol import Call


class ServedAdapter(Protocol):
    """An adapter that the server calls."""

    @property
    def exports(self) -> Collection[str]:
        """Interface names that it exports."""
        ...

    @property
    def account_data(self) -> Mapping[str, float | None]:
        """Keys of its accountData table, with the seconds that an entry is kept; None for App Connect's own."""
        ...

    async def call(self, call: Call) -> Outcome:
        """Call one interface; never raises for what the adapter does. What it saved is in the server's database then.

        accountData.<key> stands for the fetch of an account-data table.
        """
        ...
