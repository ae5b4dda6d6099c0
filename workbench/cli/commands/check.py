"""`workbench check`: every interface against the contract."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from workbench.cli.connecting import say_whether_kept, settle, stored
from workbench.cli.options import (
    Chosen,
    adapter_options,
    chaining_options,
    chosen,
    connection_option,
    era_option,
    login_options,
    output,
    output_options,
    run_async,
    secrets_option,
    settings_options,
    time_option,
    timeout_option,
)
from workbench.cli.output import Output, as_document, table
from workbench.cli.printing import VERDICT_WORDS, document, exit_code, finding_line, summary_document
from workbench.cli.running import open_said, session, way_in
from workbench.core.judging import judge_description
from workbench.core.redaction import Redactor
from workbench.core.run.finding import Finding, Severity, finding_document
from workbench.core.run.invocation import Invocation
from workbench.core.run.summary import summary
from workbench.core.values import Json
from workbench.services.elsewhere import write_elsewhere
from workbench.services.resources import contract
from workbench.session.chaining import Chain
from workbench.session.life import everything, live


@click.command(epilog="Example: workbench check harbor-typescript --json")
@adapter_options
@era_option
@connection_option
@chaining_options
@settings_options
@click.option("--logout", is_flag=True, help="End a stored connection too: fire unAuthorize last.")
@time_option
@login_options
@timeout_option
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Also write the result as JSON to a file."
)
@secrets_option
@output_options
def command(logout: bool, report: Path | None) -> int:
    """Log in to ADAPTER's CRM, fire every interface it exports in order, and judge each against the contract.

    With a stored connection, the last used or --connection, it goes over that one instead of logging in.
    """
    return run_async(_check(output(), chosen(), logout=logout, report=report))


async def _check(out: Output, said: Chosen, *, logout: bool, report: Path | None) -> int:
    async with session(out, said.maps) as opened:
        adapter = await open_said(opened, said, out)
        chain = Chain(said.contact, said.log)
        exports = judge_description(adapter.description, era=adapter.era, table=contract(), platform=adapter.platform)
        wants_stored = said.connection or not said.enters
        has_stored = wants_stored and await stored(adapter, opened, out, said.connection)
        credentials, authorize = await way_in(adapter, opened, said, out)
        called = [each for each in everything(adapter) if contract()[each].exists_in(adapter.era)]
        if has_stored and not logout and "unAuthorize" in called:
            called.remove("unAuthorize")
            out.note("unAuthorize is left out, so that the stored connection stays logged in; --logout fires it.")
        await chain.hold(adapter)
        invocations = []
        taken = True

        async def connected() -> None:
            nonlocal taken
            taken = await settle(adapter, said, out)

        if has_stored:
            await connected()
        elif not adapter.is_sample:
            await say_whether_kept(adapter, opened, out)
        life = live(
            adapter,
            called,
            credentials,
            authorize,
            timeout=said.timeout,
            at=said.at,
            tell=out.note,
            connected=connected,
        )
        async for invocation in life:
            invocations.append(invocation)
            await chain.hold(adapter)
            for line in table([_row(invocation, adapter.redactor(), out)]):
                out.line(line)
            for finding in invocation.findings:
                out.line(f"  {finding_line(finding, adapter.redactor().text, out)}")
        for finding in exports:
            out.line(f"  {finding_line(finding, adapter.redactor().text, out)}")
        result = _document(invocations, exports, None if said.show_secrets else adapter.redactor())
        out.document(result)
        if report is not None:
            text = as_document(result, clear=said.show_secrets)
            await asyncio.to_thread(write_elsewhere, report, text)
        counts = result["summary"]
        out.line()
        out.line(f"{adapter.name}: {counts['meets']} of {counts['total']} interfaces meet the contract.")
        grave = any(finding.severity is not Severity.NOTE for finding in exports)
        return exit_code(invocations) or int(grave or not taken)


def _document(invocations: list[Invocation], exports: tuple[Finding, ...], redactor: Redactor | None) -> Json:
    return {
        "invocations": [document(invocation, redactor) for invocation in invocations],
        "exports": [finding_document(each, redactor.text if redactor else str) for each in exports],
        "summary": summary_document(invocations),
    }


def _row(invocation: Invocation, redactor: Redactor, out: Output) -> tuple[str, ...]:
    words = out.state(invocation.verdict.value, f"{VERDICT_WORDS[invocation.verdict]:<19}")
    return f"{invocation.interface:<28}", words, f"{invocation.duration_ms:>7.0f} ms", summary(invocation, redactor)
