"""`workbench logout`: unAuthorize, and the secrets removed."""

from __future__ import annotations

import click

from workbench.cli.connecting import connect, stored
from workbench.cli.options import Chosen, adapter_argument, chosen, connection_option, output, output_options, run_async
from workbench.cli.output import Output
from workbench.cli.printing import connection_document, document, exit_code, print_invocation
from workbench.cli.running import session
from workbench.core.errors import LoginError
from workbench.core.values import Json
from workbench.session.life import sample_firing


@click.command(epilog="Example: workbench logout ./my-adapter --connection Sandbox")
@adapter_argument
@connection_option
@output_options
def command() -> int:
    """Fire unAuthorize of ADAPTER with a stored connection, show what it did to the user, remove the secrets.

    The connection stays in the list, with the logs that were made, for the next login.
    """
    return run_async(_logout(output(), chosen()))


async def _logout(out: Output, said: Chosen) -> int:
    async with session(out, said.maps) as opened:
        adapter = await opened.open(said.adapter, platform=said.platform)
        if adapter.is_sample:
            await connect(adapter, opened, said, out)
            saved = next(iter(await opened.connections.all(adapter)), None)
        else:
            await stored(adapter, opened, out, said.connection)
            saved = opened.connections.saved(adapter)
            if saved is None:
                raise LoginError(
                    f"No connection of {adapter.name} is logged in.",
                    code="not-logged-in",
                    hint="workbench connections lists those that are; workbench login makes one.",
                )
        result: dict[str, Json] = {"invocation": None, "connection": None}
        code = 0
        redactor = adapter.redactor()
        if "unAuthorize" in adapter.description.exports:
            invocation = await adapter.fire(sample_firing(adapter, "unAuthorize"))
            redactor = adapter.redactor()
            result["invocation"] = document(invocation, redactor)
            print_invocation(invocation, redactor, out, secrets=False)
            code = exit_code([invocation])
        else:
            out.note(f"{adapter.name} does not export unAuthorize, so its CRM was not told.")
        if saved is not None:
            await opened.connections.log_out(saved)
            now = await opened.connections.find(saved.id)
            result["connection"] = connection_document(now)
            out.line()
            out.line(f"{saved.name} is logged out; its secrets are removed.")
        out.document(result)
        return code
