"""`workbench fire`: one firing."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from workbench.cli.connecting import connect, settle, stored
from workbench.cli.options import (
    Chosen,
    adapter_options,
    chaining_options,
    chosen,
    connection_option,
    era_option,
    interface_names,
    login_options,
    output,
    output_options,
    run_async,
    secrets_option,
    settings_options,
    time_option,
    timeout_option,
)
from workbench.cli.output import Output
from workbench.cli.printing import document, exit_code, print_invocation
from workbench.cli.running import open_said, session
from workbench.core.arguments import parse_override, typed
from workbench.core.errors import UsageError, reason
from workbench.core.interfaces import rows
from workbench.core.manifest import hostname
from workbench.core.run.firing import Firing
from workbench.core.text.encoding import text_of
from workbench.core.values import Json
from workbench.core.values.json_text import read_json
from workbench.services.resources import contract
from workbench.session.chaining import Chain
from workbench.session.life import (
    fired_first,
    needs_login,
    prepare,
    sample_firing,
    time_of,
    without_log,
)
from workbench.session.open_adapter import OpenAdapter


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of one firing."""

    interface: str
    sample: str
    arguments: Json
    """Of --input; None without it."""
    overrides: tuple[tuple[str, str], ...]
    """Of --set: paths, and values as they were typed."""
    bare: bool

    def at(self, said: Chosen) -> float | None:
        """When the sample is told: the same every time unless --at says another, so that a script gets the same."""
        return time_of(contract()[self.interface].name, self.sample) if said.at is None else said.at

    def firing(self, adapter: OpenAdapter, said: Chosen) -> Firing:
        """The firing, with the sample's request as it is to be sent now."""
        interface, table = adapter.interface(self.interface), contract()
        made = sample_firing(adapter, interface.name, sample=self.sample, timeout=said.timeout, at=self.at(said))
        overrides = tuple((path, typed(text, path, interface, table)) for path, text in self.overrides)
        entered = _entered(adapter, said) if rows()[interface.name].before_login else {}
        return replace(
            made,
            request={**(made.request or {}), **entered},
            edited=made.edited | frozenset(entered),
            arguments=self.arguments,
            overrides=overrides,
            bare=self.bare,
        )


@click.command(epilog="Example: workbench fire harbor-node createCallLog --sample call-missed --set note='Call back'")
@adapter_options
@click.argument("interface", shell_complete=interface_names)
@click.option("--sample", default="", metavar="NAME", help="The sample payload to fire it with; see sample_payloads.")
@click.option("--input", "input_file", metavar="FILE|-", help="A JSON object of arguments, from a file or stdin.")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Set one argument, such as note=Hello.")
@click.option("--bare", is_flag=True, help="Pass the given arguments, user and authHeader, and nothing else.")
@era_option
@connection_option
@chaining_options
@settings_options
@time_option
@login_options
@timeout_option
@click.option(
    "--max-calls",
    type=click.IntRange(1, 1_000_000),
    help="CRM calls that one invocation may make; else the setting exchange_cap.",
)
@click.option(
    "--max-answer",
    type=click.IntRange(1, 1024),
    metavar="MIB",
    help="How much of a CRM's answer is read; else the setting answer_limit.",
)
@secrets_option
@output_options
def command(
    interface: str,
    sample: str,
    input_file: str | None,
    overrides: tuple[str, ...],
    bare: bool,
    max_calls: int | None,
    max_answer: int | None,
) -> int:
    """Fire one INTERFACE of ADAPTER and print its verdict, value and CRM exchanges.

    It goes over the stored connection used last, or --connection; without one it logs in for this call.
    """
    given = Given(
        interface,
        sample,
        None if input_file is None else _read_input(input_file),
        tuple(parse_override(text) for text in overrides),
        bare,
    )
    return run_async(_fire(output(), chosen(), given, max_calls, max_answer))


async def _fire(out: Output, said: Chosen, given: Given, max_calls: int | None, max_answer: int | None) -> int:
    async with session(out, said.maps, exchange_cap=max_calls, answer_limit=max_answer) as opened:
        adapter = await open_said(opened, said, out)
        interface = adapter.interface(given.interface).name
        chain = Chain(said.contact, said.log)
        taken = True
        if needs_login(interface):
            await connect(adapter, opened, said, out)
            taken = await settle(adapter, said, out)
            await chain.hold(adapter, interface)
            async for before in prepare(adapter, given.firing(adapter, said), at=given.at(said)):
                out.note(fired_first(before, interface))
            await chain.hold(adapter, interface)
            reason = without_log(adapter, interface)
            if reason:
                out.note(f"{reason} It is fired without one; --log names one.")
        elif not rows()[interface].before_login and contract()[interface].parameters and not said.enters:
            await stored(adapter, opened, out, said.connection)
        invocation = await adapter.fire(given.firing(adapter, said))
        redactor = adapter.redactor()
        out.document(document(invocation, None if said.show_secrets else redactor))
        print_invocation(invocation, redactor, out, secrets=said.show_secrets)
        return exit_code([invocation]) or int(not taken)


def _entered(adapter: OpenAdapter, said: Chosen) -> dict[str, str]:
    """What was typed of a login, for an interface that is called before anybody has logged in; raises UsageError."""
    if not said.hostname:
        return said.query
    host = hostname(adapter.platform, said.hostname) if adapter.platform else said.hostname
    return {**said.query, "hostname": host}


def _read_input(name: str) -> Json:
    try:
        text = text_of(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The input {name} could not be read: {reason(error)}.",
            code="input-unreadable",
            hint="Name a JSON file, or - for stdin.",
        ) from error
    try:
        return read_json(text)
    except ValueError as error:
        raise UsageError(
            f"The input cannot be read as JSON: {error}.",
            code="input-invalid",
            hint='Give an object of arguments, such as {"phoneNumber": "+12025550144"}.',
        ) from error
