"""Where an adapter is, and what it turned out to be."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import PurePath

from workbench.core.contract.eras import SeenEra
from workbench.core.run.invocation import ConsoleLine
from workbench.core.values import Json


class AdapterKind(enum.StrEnum):
    """How an adapter is run."""

    PYTHON = "python"
    NODE = "node"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class AdapterSource:
    """Where an adapter is."""

    kind: AdapterKind
    entry: str
    """The file that is loaded (for Python, a package folder works too)."""
    root: str
    """The project folder: working directory, `.env`, virtual environment, and what trusting it covers."""
    platform: str
    """Platform name: the key in the manifest, else the folder's or file's name."""
    name: str
    """What the user sees: sample name, package name, or platform."""
    manifest_path: str = ""
    """The manifest belonging to it, or empty."""
    extra_entries: tuple[str, ...] = ()
    """Files holding single interfaces that a connectorRegistry registers beside the entry."""
    language: str = ""
    """JavaScript, TypeScript, Python or JSON, for display."""
    seen: SeenEra = field(default_factory=SeenEra)
    """Whose server it was written for, as its files tell."""
    passed_over: str = ""
    """A folder above that has a project's file and is not this adapter's project, or empty."""
    other_manifests: tuple[str, ...] = ()
    """Further files near it that are manifests by their content, whatever they are called."""

    @property
    def project_words(self) -> str:
        """Its project in words for people."""
        above = f", and not {self.passed_over}, which only lies above" if self.passed_over else ""
        return f"{self.root}{above}"

    @property
    def folders(self) -> tuple[str, ...]:
        """From the adapter's own folder up to the project's, any of which may have a .env and a workbench.toml."""
        entry, root = PurePath(self.entry), PurePath(self.root)
        is_package = self.kind is AdapterKind.PYTHON and entry.suffix != ".py"
        places = (entry, *entry.parents) if is_package else entry.parents
        return tuple(str(place) for place in places if place == root or root in place.parents) or (self.root,)


@dataclass(frozen=True, slots=True)
class UnsetVariable:
    """A variable that an adapter's file reads while it is loaded, and that is not set."""

    name: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class AdapterDescription:
    """What an adapter turned out to export."""

    source: AdapterSource
    exports: tuple[str, ...]
    """Interface names of the contract that it exports, in the contract's spelling."""
    other_exports: tuple[str, ...] = ()
    """Other exported names, e.g. accountData or a misspelt interface."""
    runtime: str = ""
    """What runs it, e.g. "Node 24.19.0" or "Python 3.11.7"."""
    loaded_file: str = ""
    auth_type: str = ""
    """Answer of getAuthType, asked once at load; empty when it threw."""
    log_format: str = ""
    notes: tuple[str, ...] = ()
    """Things the runtime did for it that the user should know, one sentence each."""
    console: tuple[ConsoleLine, ...] = ()
    """What it printed while loading."""
    unset: tuple[UnsetVariable, ...] = ()
    """Variables that it read while loading and did not find, where it names nothing to take instead."""
    account_data: dict[str, float | None] = field(default_factory=dict)
    """Keys of its accountData table, each with its lifetime in ms where it names one (runtime.md section 10)."""
    manifest: Json = None
    """The manifest that its start file registers; None where that has none (runtime.md section 1)."""
    facts: dict[str, Json] = field(default_factory=dict)
    """Further facts of the runtime for the describe command."""
