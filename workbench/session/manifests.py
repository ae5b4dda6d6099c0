"""Finds the manifest that belongs to an adapter and reads its platform."""

from __future__ import annotations

from pathlib import Path

from workbench.core.errors import UsageError, reason
from workbench.core.manifest import Manifest, Platform, hostname, parse_manifest
from workbench.core.run.adapter import AdapterDescription, AdapterSource
from workbench.core.text.encoding import text_of
from workbench.core.values.json_text import read_json


def read_platform(source: AdapterSource) -> Platform | None:
    """The manifest file's entry for this adapter; None without a file or when it holds other platforms only.

    Raises UsageError when the manifest cannot be read.
    """
    return _entry(read_manifest(Path(source.manifest_path)), source) if source.manifest_path else None


def registered_platform(description: AdapterDescription) -> Platform | None:
    """The entry for an adapter in the manifest that its start file registers, which goes before a file."""
    try:
        return _entry(parse_manifest(description.manifest), description.source)
    except UsageError:
        return None


def _entry(manifest: Manifest, source: AdapterSource) -> Platform | None:
    if source.platform in manifest.names:
        return manifest.platform(source.platform)
    return manifest.platform() if len(manifest.names) == 1 else None


def platform_for_host(description: AdapterDescription, platform: Platform | None, typed: str) -> Platform | None:
    """The platform as the manifest overrides it for the host that its user typed (manifest.md section 8).

    One that is no host of the platform overrides nothing. Raises UsageError when the manifest cannot be read.
    """
    if platform is None or not platform.raw.get("override"):
        return platform
    try:
        host = hostname(platform, typed)
    except UsageError:
        return platform
    if registered_platform(description) is not None:
        return parse_manifest(description.manifest).platform(platform.key, host)
    path = description.source.manifest_path
    return read_manifest(Path(path)).platform(platform.key, host) if path else platform


def read_manifest(path: Path) -> Manifest:
    """A manifest file; raises UsageError when it cannot be read."""
    try:
        return parse_manifest(read_json(text_of(path.read_bytes())))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The manifest {path.name} could not be read: {reason(error)}.",
            code="manifest-unreadable",
            hint=f"Look at {path}.",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"The manifest {path.name} cannot be read as JSON: {error}.", code="manifest-invalid", hint=f"Mend {path}."
        ) from error
