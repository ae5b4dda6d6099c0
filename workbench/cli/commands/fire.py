"""`workbench fire`: one firing."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from workbench.cli.entering import enter
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
from workbench.cli.output import Output
from workbench.cli.printing import document, exit_code, print_invocation
from workbench.cli.running import session
from workbench.core.arguments import parse_override
from workbench.core.errors import UsageError
from workbench.core.hosts import HostMap
from workbench.core.values import Json
from workbench.session.chaining import Chain
from workbench.session.life import missing_steps, needs_login, sample_firing, without_log
from workbench.session.open_adapter import Firing


@click.command(epilog="Example: workbench fire harbor-node createCallLog --sample call-missed --set note='Call back'")
@adapter_options
@click.argument("interface")
@click.option("--sample", default="", metavar="NAME", help="The sample payload to fire it with; see sample_payloads.")
@click.option("--input", "input_file", metavar="FILE|-", help="A JSON object of arguments, from a file or stdin.")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Set one argument, such as note=Hello.")
@click.option("--bare", is_flag=True, help="Pass the given arguments, user and authHeader, and nothing else.")
@era_option
@connection_option
@chaining_options
@login_options
@click.option("--timeout", default=30.0, show_default=True, metavar="S", help="Seconds the interface may take.")
@click.option("--max-calls", default=200, show_default=True, help="CRM calls that one invocation may make.")
@click.option("--show-secrets", is_flag=True, help="Print tokens and keys unmasked.")
@output_options
def command(
    adapter: str,
    interface: str,
    platform: str | None,
    hostname: str,
    fields: tuple[str, ...],
    maps: tuple[str, ...],
    sample: str,
    input_file: str | None,
    overrides: tuple[str, ...],
    bare: bool,
    era: str,
    connection: str,
    contact: str,
    log: str,
    timeout: float,
    max_calls: int,
    show_secrets: bool,
    as_json: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Fire one INTERFACE of ADAPTER and print its verdict, value and CRM exchanges.

    It goes over the stored connection used last, or --connection; without one it logs in for this call.
    """
    out = output(as_json, quiet, no_color)
    given = None if input_file is None else _read_input(input_file)
    parsed = tuple(parse_override(text) for text in overrides)
    return run_async(
        _fire(
            out,
            adapter,
            platform,
            interface,
            fields=login_fields(fields),
            hostname=hostname,
            maps=host_maps(maps),
            sample=sample,
            era=era,
            connection=connection,
            chain=Chain(contact, log),
            firing=Firing(interface, arguments=given, overrides=parsed, bare=bare, timeout=timeout),
            max_calls=max_calls,
            show_secrets=show_secrets,
        )
    )


async def _fire(
    out: Output,
    name: str,
    platform: str | None,
    interface_name: str,
    *,
    fields: dict[str, str],
    hostname: str,
    maps: tuple[HostMap, ...],
    sample: str,
    era: str,
    connection: str,
    chain: Chain,
    firing: Firing,
    max_calls: int,
    show_secrets: bool,
) -> int:
    async with session(out, maps, exchange_cap=max_calls) as opened:
        adapter = await opened.open(name, platform=platform)
        adapter.era = era
        interface = adapter.interface(interface_name).name
        if needs_login(interface):
            await enter(adapter, opened, fields, hostname, out, wanted=connection)
            await chain.hold(adapter, interface)
            for step in missing_steps(adapter, interface):
                before = await adapter.fire(sample_firing(adapter, step))
                out.note(f"Fired {step} first, so that {interface} has something to work on: {before.verdict.value}.")
            await chain.hold(adapter, interface)
            reason = without_log(adapter, interface)
            if reason:
                out.note(f"{reason} It is fired without one; --log names one.")
        request = sample_firing(adapter, interface, sample=sample)
        firing = replace(firing, interface=interface, request=request.request, is_sample=True)
        invocation = await adapter.fire(firing)
        redactor = adapter.redactor()
        out.document(document(invocation, None if show_secrets else redactor))
        print_invocation(invocation, redactor, out, secrets=show_secrets)
        return exit_code([invocation])


def _read_input(name: str) -> Json:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The input {name} could not be read: {error}.",
            code="input-unreadable",
            hint="Name a JSON file, or - for stdin.",
        ) from error
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"The input is not valid JSON: {error}.",
            code="input-invalid",
            hint='Give an object of arguments, such as {"phoneNumber": "+12025550144"}.',
        ) from error
