"""`workbench check`: every interface against the contract."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from workbench.cli.entering import stored
from workbench.cli.options import (
    adapter_options,
    chaining_options,
    connection_option,
    era_option,
    host_maps,
    login_fields,
    login_options,
    output,
    output_options,
    run_async,
)
from workbench.cli.output import Output, table
from workbench.cli.printing import VERDICT_WORDS, document, exit_code, summary_document
from workbench.cli.running import session, way_in
from workbench.core.finding import Finding, Severity
from workbench.core.hosts import HostMap
from workbench.core.invocation import Invocation
from workbench.core.judging import judge_description
from workbench.core.redaction import Redactor
from workbench.core.summary import summary
from workbench.core.values import Json
from workbench.services.resources import contract
from workbench.session.chaining import Chain
from workbench.session.life import everything, live


@click.command(epilog="Example: workbench check harbor-typescript --json")
@adapter_options
@era_option
@connection_option
@chaining_options
@click.option("--logout", is_flag=True, help="End a stored connection too: fire unAuthorize last.")
@login_options
@click.option("--timeout", default=30.0, show_default=True, metavar="S", help="Seconds each interface may take.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Also write the result as JSON to a file."
)
@click.option("--show-secrets", is_flag=True, help="Print tokens and keys unmasked.")
@output_options
def command(
    adapter: str,
    platform: str | None,
    hostname: str,
    fields: tuple[str, ...],
    maps: tuple[str, ...],
    era: str,
    connection: str,
    contact: str,
    log: str,
    logout: bool,
    timeout: float,
    report: Path | None,
    show_secrets: bool,
    as_json: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Log in to ADAPTER's CRM, fire every interface it exports in order, and judge each against the contract.

    With a stored connection, the last used or --connection, it goes over that one instead of logging in.
    """
    return run_async(
        _check(
            output(as_json, quiet, no_color),
            adapter,
            platform,
            fields=login_fields(fields),
            hostname=hostname,
            maps=host_maps(maps),
            era=era,
            connection=connection,
            chain=Chain(contact, log),
            logout=logout,
            timeout=timeout,
            report=report,
            show_secrets=show_secrets,
        )
    )


async def _check(
    out: Output,
    name: str,
    platform: str | None,
    *,
    fields: dict[str, str],
    hostname: str,
    maps: tuple[HostMap, ...],
    era: str,
    connection: str,
    chain: Chain,
    logout: bool,
    timeout: float,
    report: Path | None,
    show_secrets: bool,
) -> int:
    async with session(out, maps) as opened:
        adapter = await opened.open(name, platform=platform)
        adapter.era = era
        exports = judge_description(adapter.description, table=contract())
        has_stored = (connection or not (fields or hostname)) and await stored(adapter, opened, out, connection)
        credentials, authorize = await way_in(adapter, opened, fields, hostname, out)
        called = [each for each in everything(adapter) if contract()[each].exists_in(era)]
        if has_stored and not logout and "unAuthorize" in called:
            called.remove("unAuthorize")
            out.note("unAuthorize is left out, so that the stored connection stays logged in; --logout fires it.")
        await chain.hold(adapter)
        invocations = []
        life = live(adapter, called, credentials, authorize, timeout=timeout, left_out=out.note)
        async for invocation in life:
            invocations.append(invocation)
            await chain.hold(adapter)
            for line in table([_row(invocation, adapter.redactor(), out)]):
                out.line(line)
            for finding in invocation.findings:
                out.line(_finding_line(finding, adapter.redactor(), out))
        for finding in exports:
            out.line(_finding_line(finding, adapter.redactor(), out))
        result = _document(invocations, exports, None if show_secrets else adapter.redactor())
        out.document(result)
        if report is not None:
            text = json.dumps(result, ensure_ascii=False, indent=2)
            await asyncio.to_thread(report.write_text, text, encoding="utf-8")
        counts = result["summary"]
        out.line()
        out.line(f"{adapter.name}: {counts['meets']} of {counts['total']} interfaces meet the contract.")
        grave = any(finding.severity is not Severity.NOTE for finding in exports)
        return exit_code(invocations) or int(grave)


def _document(invocations: list[Invocation], exports: tuple[Finding, ...], redactor: Redactor | None) -> Json:
    return {
        "invocations": [document(invocation, redactor) for invocation in invocations],
        "exports": [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "path": each.path,
                "message": each.message,
                "app_connect_does": each.app_connect_does,
                "mend": each.mend,
            }
            for each in exports
        ],
        "summary": summary_document(invocations),
    }


def _row(invocation: Invocation, redactor: Redactor, out: Output) -> tuple[str, ...]:
    words = out.state(invocation.verdict.value, f"{VERDICT_WORDS[invocation.verdict]:<19}")
    return f"{invocation.interface:<28}", words, f"{invocation.duration_ms:>7.0f} ms", summary(invocation, redactor)


def _finding_line(finding: Finding, redactor: Redactor, out: Output) -> str:
    place = f" at {finding.path}" if finding.path else ""
    return (
        f"  {out.state(finding.severity.value)} {finding.rule}{place}: {redactor.text(finding.message)} {finding.mend}"
    )
