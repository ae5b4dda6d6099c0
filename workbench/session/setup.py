"""What one open adapter runs on: its options, and the HTTP client of the workbench's own calls for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.core.contract.eras import SeenEra
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.run.adapter import AdapterSource
from workbench.core.traffic.outgoing import Capture
from workbench.runtimes.protocol import RuntimeOptions
from workbench.services.http import CapturingClient
from workbench.session.recorder import Recorder


@dataclass(frozen=True, slots=True)
class Setup:
    """By the settings as they were when the adapter was opened or loaded again."""

    source: AdapterSource
    """Where the adapter is, with the manifest that was chosen for it."""
    found: AdapterSource
    """The same as it was found."""
    options: RuntimeOptions
    http: CapturingClient
    recorder: Recorder
    secrets: frozenset[str]
    """Values of secret variables, to be masked wherever they occur."""
    is_own: bool
    """Whether the client is this adapter's alone."""
    is_sample: bool
    """Whether its CRM is Harbor, on this machine."""
    era: SeenEra = field(default_factory=SeenEra)
    """Whose server calls the adapter."""
    variables: Mapping[str, str] = field(default_factory=lambda: SERVER_VARIABLES, repr=False)
    """What that server is set up with, as the adapter's environment has it."""

    files: tuple[Path, ...] = ()
    """Where all of that was read."""

    def capture(self, invocation_id: str) -> Capture:
        """Where the workbench's own requests of an invocation are reported."""
        options = self.options
        return Capture(
            self.recorder,
            invocation_id,
            options.spool,
            options.maps,
            options.exchange_cap,
            options.answer_limit,
        )

    async def close(self) -> None:
        """Close the client, unless others share it."""
        if self.is_own:
            await self.http.close()
