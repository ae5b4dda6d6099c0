"""How results look in a terminal: words and aligned tables for people, one JSON document for programs."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import click

from workbench.core.values import Json
from workbench.core.values.json_text import write_json

COLOURS: Final = {"meets": "green", "findings": "yellow", "failed": "red", "error": "red", "warning": "yellow"}
"""Colour only for a state."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command prints; results on stdout, everything else on stderr."""

    as_json: bool = False
    quiet: bool = False
    colour: bool = True

    def line(self, text: str = "") -> None:
        """A line of the result, for people."""
        if not self.as_json and not self.quiet:
            click.echo(text, color=self._coloured(sys.stdout))

    def note(self, text: str) -> None:
        """A line beside the result, on stderr."""
        if not self.quiet:
            click.echo(text, err=True, color=self._coloured(sys.stderr))

    def warn(self, text: str) -> None:
        """What went wrong beside the result, on stderr also when nothing else is printed."""
        click.echo(text, err=True)

    def document(self, document: Json) -> None:
        """The result, for programs."""
        if self.as_json:
            click.echo(write_json(document, indent=2))

    def state(self, word: str, text: str | None = None) -> str:
        """A state word in its colour."""
        return click.style(text or word, fg=COLOURS.get(word)) if self._coloured(sys.stdout) else text or word

    def _coloured(self, stream: object) -> bool:
        is_terminal = getattr(stream, "isatty", lambda: False)()
        return self.colour and "NO_COLOR" not in os.environ and bool(is_terminal)


def open_streams() -> None:
    """Let stdout and stderr take every text: what their encoding has no form for is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def table(rows: Iterable[Sequence[str]], *, indent: str = "") -> list[str]:
    """Lines with aligned columns; a cell's colour codes do not count."""
    lines = [tuple(row) for row in rows]
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


def print_error(message: str, *, code: str, hint: str, detail: str = "", as_json: bool) -> None:
    """An error: what happened, evidence, what to do."""
    if as_json:
        click.echo(write_json({"error": {"code": code, "message": message, "hint": hint}}))
        return
    click.echo(message, err=True)
    if detail:
        click.echo("\n".join("  " + line for line in detail.strip().splitlines()), err=True)
    if hint:
        click.echo(hint, err=True)
