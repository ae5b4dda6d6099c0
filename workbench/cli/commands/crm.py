"""`workbench crm`: Harbor CRM by itself."""

from __future__ import annotations

import asyncio

import click

from workbench.cli.options import output, output_options, run_async
from workbench.cli.output import Output
from workbench.services.ending import ASKS_TO_END, INTERRUPT, when_asked_to_end
from workbench.services.harbor import HARBOR_HOSTS, HarborCrm


@click.command(epilog="Example: workbench crm --port 9000")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Port to listen on; 0 takes a free one."
)
@click.option("--database", default=":memory:", show_default=True, help="File to keep the records in.")
@output_options
def command(port: int, database: str) -> int:
    """Run Harbor CRM, the simulated CRM, until Ctrl+C."""
    return run_async(_crm(output(), port, database))


async def _crm(out: Output, port: int, database: str) -> int:
    crm = HarborCrm(port=port, database=database)
    await crm.start()
    stopped = asyncio.Event()
    when_asked_to_end(stopped.set, (INTERRUPT, *ASKS_TO_END))
    client = crm.oauth_client
    try:
        out.document(
            {"url": crm.url, "api_key": crm.api_key, "client_id": client.client_id, "hosts": list(HARBOR_HOSTS)}
        )
        out.line(f"Harbor CRM answers at {crm.url}. Its records are at {crm.url}/contacts. Ctrl+C ends it.")
        out.line(f"API key {crm.api_key}; OAuth client {client.client_id} with the secret {client.client_secret}.")
        await stopped.wait()
    finally:
        await crm.stop()
    return 0
