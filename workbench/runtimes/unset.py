"""Variables that an adapter reads while it is loaded and that are not set: where they are, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import UnsetVariable
from workbench.core.run.invocation import ConsoleLine
from workbench.runtimes.wire import as_list, as_number, as_object, as_text

_MOST_NAMED: Final = 6
_MAY_LACK: Final = ("load-failed", "load-crashed")
"""Failures that a missing variable may be the cause of."""


def read_unset(params: dict[str, Any]) -> tuple[UnsetVariable, ...]:
    """The wire's `unset` notification; raises WireError."""
    found = (as_object(each, "a variable") for each in as_list(params.get("variables"), "variables"))
    return tuple(
        UnsetVariable(
            as_text(each.get("name"), "name"),
            as_text(each.get("file"), "file"),
            int(as_number(each.get("line"), "line") or 0),
        )
        for each in found
    )


def with_unset(
    error: AdapterLoadError, unset: Sequence[UnsetVariable], printed: Sequence[ConsoleLine]
) -> AdapterLoadError:
    """A failure of loading with the variables that may be its cause, the most likely alone where there are such.

    These are the ones that its words name, else those that the failing lines read.
    """
    if not unset or error.code not in _MAY_LACK:
        return error
    words = "\n".join((error.message, error.detail, *(line.text for line in printed)))
    named = [each for each in unset if each.name in words]
    failing = [
        each for each in unset if f"{each.file}:{each.line}:" in words or f'"{each.file}", line {each.line},' in words
    ]
    shown = named or failing or list(unset)
    names = ", ".join(each.name for each in shown[:_MOST_NAMED])
    hint = f"Set {names} in a .env beside the adapter, under [environment] of workbench.toml, or in the shell."
    if not named and not failing:
        hint = f"{error.hint} It may be that it needs a variable: set {names} in a .env beside it."
    return AdapterLoadError(f"{error.message} {unset_sentence(shown)}", code=error.code, hint=hint, detail=error.detail)


def unset_sentence(unset: Sequence[UnsetVariable]) -> str:
    """Which variables are not set, and where each is read."""
    if len(unset) == 1:
        (only,) = unset
        return f"{only.name}, which {PurePath(only.file).name} reads in line {only.line}, is not set."
    shown = [f"{each.name} ({PurePath(each.file).name}:{each.line})" for each in unset[:_MOST_NAMED]]
    more = f" and {len(unset) - _MOST_NAMED} more" if len(unset) > _MOST_NAMED else ""
    return f"These variables, which it reads while it is loaded, are not set: {', '.join(shown)}{more}."
