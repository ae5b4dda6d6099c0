"""What it takes to load an adapter in a child process, and what is said when that fails."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterDescription, AdapterSource


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start."""

    argv: tuple[str, ...]
    cwd: str
    environment: dict[str, str]
    """The whole environment of the child; WORKBENCH_CHANNEL is added."""
    notes: tuple[str, ...] = ()
    """What was chosen for the adapter, one sentence each."""


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """Why the host could not load the adapter, as the wire's error data has it."""

    name: str = "Error"
    message: str = ""
    stack: str = ""
    file: str = ""
    line: int | None = None
    missing: str = ""
    """Package that was not found."""
    hint: str = ""
    """The way out, where the host knows it."""


def read_failure(message: str, data: dict[str, Any]) -> LoadFailure:
    """The wire's error data of a load."""
    line = data.get("line")
    return LoadFailure(
        name=str(data.get("name") or "Error"),
        message=str(data.get("message") or message),
        stack=str(data.get("stack") or ""),
        file=str(data.get("file") or ""),
        line=line if isinstance(line, int) else None,
        missing=str(data.get("missing") or ""),
        hint=str(data.get("hint") or ""),
    )


def read_description(source: AdapterSource, launch: Launch, result: dict[str, Any]) -> AdapterDescription:
    """What an adapter turned out to be, by the wire's result of a load."""
    return AdapterDescription(
        source=source,
        exports=tuple(str(name) for name in result.get("exports") or ()),
        other_exports=tuple(str(name) for name in result.get("other_exports") or ()),
        runtime=str(result.get("runtime") or ""),
        loaded_file=str(result.get("loaded_file") or ""),
        notes=(*launch.notes, *(str(note) for note in result.get("notes") or ())),
        manifest=result.get("manifest"),
        facts=result.get("facts") or {},
        account_data=result.get("account_data") or {},
    )


def no_auth_type(description: AdapterDescription) -> AdapterLoadError:
    """Every adapter has getAuthType; one without it gets to hear what was found instead."""
    others, file = description.other_exports, description.loaded_file or description.source.entry
    found = description.exports + others
    listed = f"It exports {', '.join(found)}." if found else "It exports nothing at all."
    near = difflib.get_close_matches("getauthtype", {name.lower().replace("_", ""): name for name in others}, 1, 0.7)
    similar = next((name for name in others if near and name.lower().replace("_", "") == near[0]), "")
    hint = (
        f"Did you mean getAuthType where it says {similar}?"
        if similar
        else "Export getAuthType, which every adapter needs."
    )
    return AdapterLoadError(f"{file} exports no getAuthType. {listed}", code="no-auth-type", hint=hint)


def was_closed(source: AdapterSource) -> AdapterLoadError:
    """For who still waits for an adapter that somebody else has closed."""
    return AdapterLoadError(f"{source.name} was closed.", code="adapter-closed", hint="Open the adapter again.")
