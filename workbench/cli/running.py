"""Runs a command's work in a session: opens history and the adapter, ends everything afterwards."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

from workbench.cli.options import Chosen
from workbench.cli.output import Output, ask
from workbench.core.contract.eras import HEAD, SeenEra, called_as
from workbench.core.errors import LoginError
from workbench.core.login import loopback_redirect
from workbench.core.program.settings import ANSWER_LIMIT, CALLBACK_PORT, EXCHANGE_CAP, HARBOR_PORT, LOG_LEVEL, NODE
from workbench.core.run.events import BegunAnew, Event, NotKept, Progress
from workbench.core.traffic.exchange import MIB
from workbench.core.traffic.hosts import HostMap
from workbench.services.connections import ConnectionStore
from workbench.services.history import History
from workbench.services.log import set_level
from workbench.services.outside import open_web_page
from workbench.services.places import connections_path, history_path, vault_path
from workbench.services.settings import load_settings, settings_path
from workbench.services.vault import system_vault
from workbench.session.browser import BrowserConsent
from workbench.session.harbor import HarborConsent, harbor_credentials
from workbench.session.login import Authorize, Credentials
from workbench.session.open_adapter import OpenAdapter
from workbench.session.session import Session


@contextlib.asynccontextmanager
async def session(
    output: Output, maps: tuple[HostMap, ...] = (), *, exchange_cap: int | None = None, answer_limit: int | None = None
) -> AsyncIterator[Session]:
    """A session whose progress goes to stderr; what no option says is as settings.toml says."""
    settings = load_settings(settings_path())
    set_level(settings[LOG_LEVEL])
    for each in settings.faults:
        output.note(each.sentence)

    def emit(event: Event) -> None:
        if isinstance(event, Progress):
            output.note(event.sentence)
        elif isinstance(event, NotKept | BegunAnew):
            output.warn(f"{event.error.message} {event.error.hint}")

    async with Session(
        emit=emit,
        history=History(history_path(), lambda error: emit(BegunAnew(error))),
        maps=maps,
        exchange_cap=exchange_cap or settings[EXCHANGE_CAP],
        answer_limit=(answer_limit or settings[ANSWER_LIMIT]) * MIB,
        harbor_port=settings[HARBOR_PORT],
        node=settings[NODE],
        vault=system_vault(vault_path()),
        connections=ConnectionStore(connections_path()),
    ) as opened:
        yield opened


async def open_said(opened: Session, said: Chosen, output: Output, *, says_era: bool = True) -> OpenAdapter:
    """The adapter of a command, called as by the server that --era names, else by the one it was written for.

    Where that is not today's server, a line says so, unless the command shows it itself.
    """
    adapter = await opened.open(said.adapter, platform=said.platform, manifest=said.manifest)
    if said.era:
        adapter.called_as = SeenEra(said.era, "--era says so.")
    if adapter.era != HEAD and says_era:
        output.note(called_as(adapter.called_as))
    return adapter


async def way_in(adapter: OpenAdapter, opened: Session, said: Chosen, output: Output) -> tuple[Credentials, Authorize]:
    """What the adapter logs in with: Harbor CRM's own credentials for a sample, else what the user gave."""
    adapter.refresh_as_server = said.refresh_as_server
    credentials = Credentials(
        fields=said.fields,
        hostname=said.hostname,
        way=said.way,
        query=said.query,
        redirect_uri=said.redirect_uri or loopback_redirect(load_settings(settings_path())[CALLBACK_PORT]),
        pkce=said.pkce,
        secret_in_body=said.secret_in_body,
    )
    if adapter.is_sample:
        crm = await opened.harbor()
        if not said.fields:
            return replace(credentials, fields=harbor_credentials(crm).fields), HarborConsent(crm)

    def open_page(url: str) -> None:
        output.note(f"Approve the access on the CRM's page: {url}")
        open_web_page(url)

    async def ask_for_address(redirect_uri: str) -> str:
        if not sys.stdin.isatty():
            raise LoginError(
                f"The login ends on {redirect_uri}, which cannot be caught here.",
                code="login-needs-a-person",
                hint="Approve the access on the page named above, then run “workbench login” with --callback-url and "
                "the address the browser ended on.",
            )
        return ask(f"Paste the address the browser ended on ({redirect_uri}?...)")

    return credentials, BrowserConsent(open_page, ask_for_address)
