"""How one connector server is set up: its secrets, its manifest, what it offers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workbench.core.contract.eras import HEAD, SEED
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.manifest import LoginField
from workbench.core.values import Json


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the operator of a server decides."""

    era: str = HEAD
    hash_key: str = SERVER_VARIABLES["HASH_KEY"]
    """HASH_KEY: accounts and extensions are hashed with it."""
    token_secret: str = field(default=SERVER_VARIABLES["APP_SERVER_SECRET_KEY"], repr=False)
    """Signs session tokens."""
    login_fields: tuple[LoginField, ...] = ()
    """The manifest's API-key page, for managed and required fields."""
    manifests: Mapping[str, Json] = field(default_factory=dict)
    """Platform name to its manifest, for /crmManifest."""
    log_format: str = ""
    """Mid only: the manifest's platforms.<name>.logFormat."""
    uses_note_cache: bool = False
    """USE_CACHE: whether /callLog/cacheNote is offered."""
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""

    @property
    def composes(self) -> bool:
        """Whether this server composes log texts itself."""
        return self.era != SEED
