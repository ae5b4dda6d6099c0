"""`workbench history`: what was fired."""

from __future__ import annotations

from datetime import datetime

import click

from workbench.cli.options import output, output_options, run_async
from workbench.cli.output import Output, table
from workbench.services.history import History
from workbench.services.places import history_path


@click.command(epilog="Example: workbench history interface:createCallLog status:4xx took:'>500ms' since:1h --limit 50")
@click.argument("words", nargs=-1, metavar="[FILTER]...")
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@output_options
def command(words: tuple[str, ...], limit: int) -> int:
    """List past invocations, newest first; FILTER is words that occur in them, and fields such as verdict:failed.

    Fields: interface, adapter, verdict, outcome, status, took, calls, findings, since, before, is:pinned. A minus
    before a word or field takes the others; put it after --.
    """
    return run_async(_history(output(), " ".join(map(_as_typed, words)), limit))


def _as_typed(word: str) -> str:
    """A value that the shell has taken out of its quotes, in quotes again; a whole filter in quotes stays as it is."""
    name, colon, value = word.partition(":")
    if " " not in word or '"' in word or any(":" in piece for piece in word.split()[1:]):
        return word
    return f'{name}:"{value}"' if colon and " " not in name else f'"{word}"'


async def _history(out: Output, text: str, limit: int) -> int:
    history = History(history_path())
    try:
        rows = await history.rows(limit=limit, text=text)
    finally:
        await history.close()
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
