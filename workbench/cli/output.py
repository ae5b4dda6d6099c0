"""How results look in a terminal: words and aligned tables for people, one JSON document for programs.

Everything that a command prints goes through here: known secrets are masked, and signs that a terminal would obey are
shown as their escapes, whoever wrote them. Only the colours of states are the workbench's own.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import secrets
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import click

from workbench.core.errors import UsageError, reason
from workbench.core.text.harmless import harmless, harmless_json
from workbench.core.values import Json
from workbench.core.values.json_text import write_json
from workbench.services.masking import masked, value_without_known, without_known

COLOURS: Final = {"meets": "green", "findings": "yellow", "failed": "red", "error": "red", "warning": "yellow"}
"""Colour only for a state."""
_CODES: Final = {"green": 32, "yellow": 33, "red": 31}
_OWN: Final = str(secrets.randbelow(10**9) + 10**9)
"""Marks the workbench's own colours until they are printed; nobody else knows it."""
_COLOUR: Final = re.compile(rf"\x1b\[{_OWN};(\d+)m")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command prints; results on stdout, everything else on stderr."""

    as_json: bool = False
    quiet: bool = False
    colour: bool = True
    clear: bool = False
    """Whether the result is printed with its secrets, as --show-secrets asks for."""
    _noted: set[str] = field(default_factory=set, compare=False)

    def line(self, text: str = "") -> None:
        """A line of the result, for people."""
        if not self.as_json and not self.quiet:
            say(text if self.clear else without_known(text), coloured=self._coloured(sys.stdout))

    def note(self, text: str) -> None:
        """A line beside the result, on stderr."""
        if not self.quiet:
            say(without_known(text), err=True, coloured=self._coloured(sys.stderr))

    def note_once(self, text: str) -> None:
        """A line beside the result, however many times a command comes to it."""
        if text not in self._noted:
            self._noted.add(text)
            self.note(text)

    def warn(self, text: str) -> None:
        """What went wrong beside the result, on stderr also when nothing else is printed."""
        say(without_known(text), err=True)

    def document(self, document: Json) -> None:
        """The result, for programs."""
        if self.as_json:
            _echo(as_document(document, clear=self.clear))

    def state(self, word: str, text: str | None = None) -> str:
        """A state word in its colour."""
        code = _CODES.get(COLOURS.get(word, "")) if self._coloured(sys.stdout) else None
        return f"\x1b[{_OWN};{code}m{text or word}\x1b[{_OWN};0m" if code else text or word

    def _coloured(self, stream: object) -> bool:
        is_terminal = getattr(stream, "isatty", lambda: False)()
        return self.colour and "NO_COLOR" not in os.environ and bool(is_terminal)


def say(text: str, *, err: bool = False, coloured: bool = False) -> None:
    """Print lines of text as they are safe to look at; our own colours only where they are wanted."""
    pieces = _COLOUR.split(text)
    shown = (f"\x1b[{piece}m" if place % 2 else harmless(piece) for place, piece in enumerate(pieces))
    _echo("".join(shown), err=err, color=coloured)


def _echo(text: str, *, err: bool = False, color: bool | None = None) -> None:
    """Write lines out. Those beside the result are lost where they cannot be written: the result is worth more."""
    try:
        click.echo(text, err=err, color=color)
    except BrokenPipeError:
        raise
    except OSError as error:
        if not err:
            raise UsageError(
                f"The result could not be written: {reason(error)}.",
                code="output-not-written",
                hint="Free some space where it goes, or have it go elsewhere; workbench history has what was fired.",
            ) from error


def ask(question: str, *, hidden: bool = False, choices: Sequence[str] = (), default: str | None = None) -> str:
    """What a person types; raises click.Abort."""
    return str(
        click.prompt(
            harmless(without_known(question)),
            default=default,
            show_default=False,
            hide_input=hidden,
            type=click.Choice(choices) if choices else None,
            err=True,
        )
    )


def as_document(document: Json, *, clear: bool = False) -> str:
    """A result as JSON, for a program or a file."""
    return harmless_json(write_json(document if clear else value_without_known(document), indent=2))


def open_streams() -> None:
    """Let stdout and stderr take every text: what their encoding has no form for is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def table(rows: Iterable[Sequence[str]], *, indent: str = "") -> list[str]:
    """Lines with aligned columns; a cell's colour codes do not count, and a cell is one line."""
    lines = [tuple(_cell(cell) for cell in row) for row in rows]
    if not lines:
        return []
    widths = [max(len(click.unstyle(cell)) for cell in column) for column in zip(*lines, strict=True)]
    return [
        (
            indent
            + "  ".join(
                cell + " " * (width - len(click.unstyle(cell))) for cell, width in zip(line, widths, strict=True)
            )
        ).rstrip()
        for line in lines
    ]


def _cell(text: str) -> str:
    pieces = _COLOUR.split(" ".join(text.splitlines()) if len(text.splitlines()) > 1 else text)
    return "".join(f"\x1b[{_OWN};{piece}m" if place % 2 else harmless(piece) for place, piece in enumerate(pieces))


def print_error(message: str, *, code: str, hint: str, detail: str = "", as_json: bool) -> None:
    """An error: what happened, evidence, what to do. Where nothing can be written to stdout it goes to stderr."""
    message, hint = masked(message), without_known(hint)
    if as_json:
        with contextlib.suppress(UsageError):
            _echo(harmless_json(write_json({"error": {"code": code, "message": message, "hint": hint}})))
            return
    say(message, err=True)
    if detail:
        say("\n".join("  " + line for line in masked(detail).strip().splitlines()), err=True)
    if hint:
        say(hint, err=True)
