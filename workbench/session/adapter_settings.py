"""What holds for one adapter: the team's files, the user's own, and secret variables from the vault, put together."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbench.core.contract.eras import SeenEra
from workbench.core.errors import UsageError, WorkbenchError, reason
from workbench.core.traffic.hosts import HostMap
from workbench.core.values.addresses import split_address
from workbench.runtimes.environment import dotenv_files
from workbench.services.places import cache_folder
from workbench.services.storage import cannot_use, write_whole
from workbench.services.vault import Vault
from workbench.session.workspace import (
    FILE_NAME,
    Workspace,
    own_name,
    own_path,
    read_own,
    read_shared,
    shared_files,
    write_own,
    write_shared,
)

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HERE: Final = "127.0.0.1,localhost,::1"
"""Hosts that no proxy is asked for."""


@dataclass(frozen=True, slots=True)
class AdapterSettings:
    """The settings of one adapter."""

    shared: Workspace = field(default_factory=Workspace)
    """The workbench.toml files of the adapter's folders, put together."""
    own: Workspace = field(default_factory=Workspace)
    """The user's own; it goes before the shared one."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of secret variables."""
    missing: tuple[str, ...] = ()
    """Secret variables whose value could not be had, and why, as sentences."""

    @property
    def maps(self) -> tuple[HostMap, ...]:
        """The first that fits holds."""
        return self.own.maps + self.shared.maps

    @property
    def variables(self) -> dict[str, str]:
        """The adapter's variables, by name."""
        return {**self.shared.environment, **self.own.environment, **self.secrets}

    @property
    def proxy(self) -> str:
        """Address of the proxy; empty for none of its own."""
        return self.own.proxy or self.shared.proxy

    @property
    def era(self) -> SeenEra | None:
        """The server that was chosen for the adapter; None when it is the one that its files tell of."""
        for chosen, why in ((self.own.era, "You chose it."), (self.shared.era, f"{FILE_NAME} says so.")):
            if chosen:
                return SeenEra(chosen, why)
        return None

    def manifest(self, root: Path) -> str:
        """Path of the manifest that was chosen, empty for the one that is found. Raises UsageError if it is missing."""
        named = self.own.manifest or self.shared.manifest
        return chosen_manifest(root / Path(named).expanduser()) if named else ""

    def certificates(self, root: Path) -> str:
        """Path of the file of further authorities; empty for none. Raises UsageError when it is not there."""
        named = self.own.ca_file or self.shared.ca_file
        if not named:
            return ""
        path = root / Path(named).expanduser()
        if not path.is_file():
            raise UsageError(
                f"The certificate authorities {named} are not there.",
                code="ca-file-missing",
                hint="Choose the file again in the adapter's settings, or take it out.",
            )
        return str(path)

    def environment(self, root: Path) -> tuple[tuple[str, str], ...]:
        """What its process gets: the proxy and authorities as clients look for them, then its own variables.

        Reads files: call it off the loop. Raises UsageError.
        """
        found: dict[str, str] = {}
        if self.proxy:
            for name, value in (("HTTP_PROXY", self.proxy), ("HTTPS_PROXY", self.proxy), ("NO_PROXY", _HERE)):
                found |= {name: value, name.lower(): value}
            # Node's own http and fetch look at those variables only when they are told to.
            found["NODE_USE_ENV_PROXY"] = "1"
        certificates = self.certificates(root)
        if certificates:
            # Node adds this file to its own list; Python's clients take a file in place of theirs.
            bundle = _bundle(Path(certificates))
            found |= {"NODE_EXTRA_CA_CERTS": certificates, "SSL_CERT_FILE": bundle, "REQUESTS_CA_BUNDLE": bundle}
        return tuple({**found, **self.variables}.items())


def chosen_manifest(path: Path) -> str:
    """The path of a manifest that somebody named; raises UsageError when nothing is there."""
    if path.is_file():
        return str(path)
    raise UsageError(
        f"The manifest {path} is not there.",
        code="manifest-missing",
        hint="Name another one, or none: the nearest manifest.json is found by itself.",
    )


async def load_adapter_settings(folders: Sequence[Path], vault: Vault) -> AdapterSettings:
    """Read the files of the folders, the user's own and the secrets; the last folder is the project's.

    Raises UsageError for a file with a mistake, never for a secret out of reach.
    """
    root = folders[-1]
    shared, own = await asyncio.to_thread(lambda: (read_shared(folders), read_own(root)))
    if not own.secret:
        return AdapterSettings(shared, own)
    why = "its value was not kept; enter it again in the adapter's settings"
    kept: Mapping[str, str] = {}
    try:
        kept = await vault.get(_entry(root)) or {}
    except WorkbenchError as error:
        why = error.message
    missing = tuple(f"{name} is not set: {why.rstrip('.')}." for name in own.secret if name not in kept)
    return AdapterSettings(shared, own, {name: kept[name] for name in own.secret if name in kept}, missing)


def setting_files(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The files that say what holds for an adapter; what stands in an earlier one goes before the later ones."""
    own = own_path(folders[-1])
    return (*((own,) if own.is_file() else ()), *shared_files(folders), *dotenv_files(map(str, folders)))


async def save_adapter_settings(folders: Sequence[Path], vault: Vault, settings: AdapterSettings) -> None:
    """Write what changed: plain values into the files, secret ones into the vault. Raises WorkbenchError."""
    root = folders[-1]
    before = await load_adapter_settings(folders, vault)
    if settings.secrets != before.secrets:
        if settings.secrets:
            await vault.put(_entry(root), dict(settings.secrets))
        else:
            await vault.forget(_entry(root))
    try:
        if settings.shared != before.shared:
            await asyncio.to_thread(write_shared, folders, settings.shared)
        if settings.own != before.own:
            await asyncio.to_thread(write_own, root, settings.own)
    except OSError as error:
        raise UsageError(
            f"The adapter's settings could not be written: {reason(error)}.",
            code="workspace-unwritable",
            hint=f"Make {root} writable, or keep them for yourself instead of sharing them.",
        ) from error


def variable_fault(name: str) -> str:
    """Why a name cannot be a variable's, as a sentence; empty when it can."""
    if _NAME.fullmatch(name):
        return ""
    return f"“{name}” cannot name a variable: use letters, digits and underscores, and no digit first."


def proxy_fault(address: str) -> str:
    """Why an address cannot be a proxy's, as a sentence; empty when it can."""
    parts = split_address(address)
    if not address or (parts.scheme in ("http", "https") and parts.hostname):
        return ""
    return "A proxy's address starts with http:// and names a host and a port, such as http://proxy.example.com:8080."


def _entry(root: Path) -> str:
    return f"adapter {own_name(root)}"


def _bundle(own: Path) -> str:
    """A file of the usual authorities and the user's, for clients that take one file only."""
    import certifi

    text = Path(certifi.where()).read_bytes() + b"\n" + own.read_bytes()
    place = cache_folder() / "certificates" / f"{hashlib.sha256(text).hexdigest()[:16]}.pem"
    try:
        if not place.is_file() or place.read_bytes() != text:
            write_whole(place, text)
    except OSError as error:
        raise cannot_use("The list of certificate authorities", place, error, "certificates-unusable") from error
    return str(place)
