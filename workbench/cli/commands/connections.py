"""`workbench connections`: what is stored, and forgetting it."""

from __future__ import annotations

from datetime import datetime

import click

from workbench.cli.connecting import say_vault
from workbench.cli.options import output, output_options, run_async
from workbench.cli.output import Output, table
from workbench.cli.printing import connection_document
from workbench.cli.running import session
from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.errors import UsageError


@click.group(invoke_without_command=True, epilog="Example: workbench connections rename 'Dana Reyes' Sandbox")
@output_options
@click.pass_context
def command(context: click.Context) -> int:
    """List stored connections, last used first; rename and forget them."""
    if context.invoked_subcommand is not None:
        return 0
    return run_async(_list(output()))


@command.command(epilog="Example: workbench connections rename 3f2a Sandbox")
@click.argument("connection")
@click.argument("name")
@output_options
def rename(connection: str, name: str) -> int:
    """Give CONNECTION, a name or the beginning of an id, the new NAME."""
    return run_async(_rename(output(), connection, name))


@command.command(epilog="Example: workbench connections forget Sandbox")
@click.argument("connection", default="")
@click.option("--everything", is_flag=True, help="Forget all connections, all secrets and the key that sealed them.")
@output_options
def forget(connection: str, everything: bool) -> int:
    """Forget CONNECTION, a name or the beginning of an id: its secrets, and what it remembers of earlier calls.

    The CRM is not told; logout does that.
    """
    if bool(connection) == everything:
        raise UsageError(
            "Name one connection, or give --everything.",
            code="usage",
            hint="workbench connections lists what is stored.",
        )
    return run_async(_forget(output(), connection))


async def _list(out: Output) -> int:
    async with session(out) as opened:
        found = await opened.connections.all()
        if any(not each.simulated for each in found):
            await opened.connections.vault.look()
            say_vault(out, opened)
    out.document({"connections": [connection_document(each) for each in found]})
    rows = table(map(_row, found))
    for saved, line in zip(found, rows, strict=True):
        out.line(line)
        for words in saved.warnings.splitlines():
            out.line(f"  {out.state('warning')} {words}")
    if not rows:
        out.line("No connection is stored yet. workbench login ADAPTER makes one.")
    return 0


async def _rename(out: Output, wanted: str, name: str) -> int:
    async with session(out) as opened:
        renamed = await opened.connections.rename(await opened.connections.find(wanted), name)
    out.document({"connection": connection_document(renamed)})
    out.line(f"{wanted} is called {name} now.")
    return 0


async def _forget(out: Output, wanted: str) -> int:
    async with session(out) as opened:
        connections = opened.connections
        found = (await connections.find(wanted),) if wanted else await connections.all()
        if wanted:
            await connections.forget(found[0])
        else:
            await connections.forget_everything()
    out.document({"forgotten": [connection_document(each) for each in found]})
    out.line(f"Forgotten: {', '.join(each.name for each in found) or 'nothing was stored'}.")
    return 0


def _row(saved: SavedConnection) -> tuple[str, ...]:
    state = "on Harbor CRM" if saved.simulated else "logged in" if saved.logged_in else "logged out"
    used = datetime.fromtimestamp(saved.used_at).astimezone().strftime("%Y-%m-%d %H:%M")
    return saved.id, saved.name, saved.adapter_name, saved.hostname, state, used
