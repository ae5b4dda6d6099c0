"""`workbench history`: what was fired, and forgetting it."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

import click

from workbench.cli.options import output, output_options, run_async
from workbench.cli.output import Output, table
from workbench.core.errors import UsageError
from workbench.core.program.settings import HISTORY_DAYS, HISTORY_ROWS
from workbench.services.history import History
from workbench.services.places import history_path
from workbench.services.settings import load_settings, settings_path

_DAY: Final = 86_400.0
"""Seconds."""


@click.command(epilog="Example: workbench history interface:createCallLog status:4xx took:'>500ms' since:1h --limit 50")
@click.argument("words", nargs=-1, metavar="[FILTER]...")
@click.option(
    "--limit", type=click.IntRange(0, 1_000_000), default=20, show_default=True, help="How many, newest first."
)
@click.option("--trim", is_flag=True, help="Forget what is beyond the limits in the settings; pinned runs stay.")
@click.option("--forget", is_flag=True, help="Forget all of history, the pinned runs too.")
@click.option("--yes", is_flag=True, help="Forget without a question.")
@output_options
def command(words: tuple[str, ...], limit: int, trim: bool, forget: bool, yes: bool) -> int:
    """List past invocations, newest first; FILTER is words that occur in them, and fields such as verdict:failed.

    Fields: interface, adapter, verdict, outcome, status, took, calls, findings, since, before, is:pinned. A minus
    before a word or field takes the others; put it after --.
    """
    out = output()
    if trim or forget:
        if words or (trim and forget):
            raise UsageError(
                "--trim and --forget take no filter, and not each other.",
                code="usage",
                hint="Single runs are deleted in the window, where they are seen first.",
            )
        return run_async(_trim(out, yes=yes) if trim else _forget(out, yes=yes))
    return run_async(_history(out, " ".join(map(_as_typed, words)), limit))


def _as_typed(word: str) -> str:
    """A value that the shell has taken out of its quotes, in quotes again; a whole filter in quotes stays as it is."""
    name, colon, value = word.partition(":")
    if " " not in word or '"' in word or any(":" in piece for piece in word.split()[1:]):
        return word
    return f'{name}:"{value}"' if colon and " " not in name else f'"{word}"'


async def _trim(out: Output, *, yes: bool) -> int:
    settings = load_settings(settings_path())
    rows, days = settings[HISTORY_ROWS], settings[HISTORY_DAYS]
    limits = [f"the newest {rows:,} runs"] if rows else []
    limits += [f"runs of the last {days} days"] if days else []
    if not limits:
        out.document({"forgotten": 0})
        out.line("History has no limit in the settings, so nothing was forgotten.")
        return 0
    _ask(f"Keep {' and of these '.join(limits)}, and pinned ones, and forget the rest?", yes=yes)
    since = time.time() - days * _DAY if days else 0
    async with _opened(out) as history:
        forgotten = await history.trim(keep=rows, since=since)
    return _told(out, forgotten)


async def _forget(out: Output, *, yes: bool) -> int:
    async with _opened(out) as history:
        size = await history.size()
        kept = f"{size.rows:,} run{'' if size.rows == 1 else 's'}, {size.pinned:,} of them pinned"
        _ask(f"Forget all of history ({kept})? The CRM keeps what it has.", yes=yes)
        forgotten = await history.clear()
    return _told(out, forgotten)


def _ask(question: str, *, yes: bool) -> None:
    """Ask a person; a program has to say --yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "Nothing was forgotten, since nobody could be asked.",
            code="needs-yes",
            hint="Give --yes to forget without a question.",
        )
    click.confirm(question, abort=True, err=True)


def _told(out: Output, forgotten: int) -> int:
    out.document({"forgotten": forgotten})
    out.line(f"Forgotten: {forgotten:,} run{'' if forgotten == 1 else 's'}.")
    return 0


@contextlib.asynccontextmanager
async def _opened(out: Output) -> AsyncIterator[History]:
    """History for one command; a broken file that was put aside is told on stderr."""
    history = History(history_path(), lambda error: out.warn(f"{error.message} {error.hint}"))
    try:
        yield history
    finally:
        await history.close()


async def _history(out: Output, text: str, limit: int) -> int:
    async with _opened(out) as history:
        rows = await history.rows(limit=limit, text=text)
    out.document(
        {
            "invocations": [
                {
                    "id": row.id,
                    "adapter": row.adapter,
                    "interface": row.interface,
                    "started_at": row.started_at,
                    "duration_ms": row.duration_ms,
                    "outcome": row.outcome,
                    "verdict": row.verdict,
                    "findings": row.findings,
                    "exchanges": row.exchanges,
                    "summary": row.summary,
                    "pinned": row.pinned,
                }
                for row in rows
            ]
        }
    )
    lines = [
        (
            row.id,
            datetime.fromtimestamp(row.started_at).astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            row.adapter,
            row.interface,
            out.state(row.verdict),
            f"{row.duration_ms:.0f} ms",
            row.summary,
        )
        for row in rows
    ]
    for line in table(lines) or ["Nothing was fired yet." if not text else "Nothing matches."]:
        out.line(line)
    return 0
