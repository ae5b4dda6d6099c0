"""What it takes to load an adapter in a child process, and what is said when that fails."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterDescription, AdapterSource
from workbench.core.run.invocation import ConsoleLine
from workbench.core.values import is_number
from workbench.runtimes.wire import as_object, as_text, as_texts


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
    """Module that was not found (Python)."""
    wanted: str = ""
    """What was not found as Node names it: a package, or a path."""
    hint: str = ""
    """The way out, where the host knows it."""


def read_failure(message: str, data: dict[str, Any]) -> LoadFailure:
    """The wire's error data of a load."""
    line = data.get("line")
    said = {
        name: str(data.get(name) or "") for name in ("name", "message", "stack", "file", "missing", "wanted", "hint")
    }
    return LoadFailure(
        **{**said, "name": said["name"] or "Error", "message": said["message"] or message},
        line=line if isinstance(line, int) else None,
    )


def read_description(source: AdapterSource, launch: Launch, result: dict[str, Any]) -> AdapterDescription:
    """What an adapter turned out to be, by the wire's result of a load; raises WireError."""
    lifetimes = as_object(result.get("account_data"), "account_data")
    return AdapterDescription(
        source=source,
        exports=as_texts(result.get("exports"), "exports"),
        other_exports=as_texts(result.get("other_exports"), "other_exports"),
        runtime=as_text(result.get("runtime"), "runtime"),
        loaded_file=as_text(result.get("loaded_file"), "loaded_file"),
        notes=(*launch.notes, *as_texts(result.get("notes"), "notes")),
        manifest=result.get("manifest"),
        facts=as_object(result.get("facts"), "facts"),
        account_data={name: each if is_number(each) else None for name, each in lifetimes.items()},
    )


def plain_failure(source: AdapterSource, failure: LoadFailure) -> AdapterLoadError:
    """A failure of which nothing more is known than what was thrown and where."""
    where = f" ({failure.file}, line {failure.line})" if failure.line else f" ({failure.file})" if failure.file else ""
    return AdapterLoadError(
        f"{source.name} could not be loaded: {failure.name}: {failure.message}{where}.",
        code="load-failed",
        hint="Mend what the stack shows and open the adapter again.",
        detail=failure.stack,
    )


def took_too_long(source: AdapterSource, limit: float, printed: Sequence[ConsoleLine]) -> AdapterLoadError:
    """It did not load within the limit, in seconds."""
    return AdapterLoadError(
        f"{source.name} was not loaded after {limit:g} seconds.",
        code="load-timeout",
        hint="Look for work at the top of the module, such as a server, a loop or a connection that waits.",
        detail=_shown(printed),
    )


def ended_while_loading(
    source: AdapterSource, fault: str, clause: str, printed: Sequence[ConsoleLine]
) -> AdapterLoadError:
    """Its process was gone before it was loaded; `fault` says what it wrote into the channel, `clause` how it ended."""
    if fault:
        sentence = f"{source.name} could not be loaded. {fault}"
        hint = "An adapter may write to stdout, stderr and its own files, not to descriptors that it did not open."
    else:
        sentence = f"{clause} while {source.name} was being loaded."
        hint = "Look at what it printed; modules that end the process when they are loaded cannot be opened."
    return AdapterLoadError(sentence, code="load-crashed", hint=hint, detail=_shown(printed))


def _shown(lines: Sequence[ConsoleLine]) -> str:
    return "\n".join(line.text for line in lines)


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
