"""`workbench token`: the life of a token, and what happens when it is renewed, expired, corrupted or revoked."""

from __future__ import annotations

import click

from workbench.cli.connecting import connect, settle
from workbench.cli.options import (
    Chosen,
    adapter_options,
    chosen,
    connection_option,
    interface_names,
    output,
    output_options,
    run_async,
    settings_options,
)
from workbench.cli.output import Output, table
from workbench.cli.printing import document, exit_code, print_invocation
from workbench.cli.running import open_said, session
from workbench.core.login import TokenLife
from workbench.core.values import Json
from workbench.session.life import sample_firing
from workbench.session.token_lab import LabResult, TokenLab

ACTIONS = ("life", "refresh", "expire", "corrupt", "revoke")


@click.command(epilog="Example: workbench token ./my-adapter expire --then findContact")
@adapter_options
@click.argument("action", type=click.Choice(ACTIONS), default="life")
@click.option(
    "--then",
    "then",
    metavar="INTERFACE",
    shell_complete=interface_names,
    help="Fire an interface afterwards, to see what it makes of it.",
)
@click.option("--revoke-address", default="", metavar="URL", help="The CRM's revocation address; else unAuthorize.")
@connection_option
@settings_options
@output_options
def command(action: str, then: str | None, revoke_address: str) -> int:
    """Say how long the token of ADAPTER's connection lives, or do to it what a token can suffer.

    refresh renews it now; expire puts its expiry into the past; corrupt makes it one that the CRM does not know;
    revoke ends it at the CRM. The adapter's functions that ran are listed in their order.
    """
    return run_async(_token(output(), chosen(), action, then=then, revoke_address=revoke_address))


async def _token(out: Output, said: Chosen, action: str, *, then: str | None, revoke_address: str) -> int:
    async with session(out, said.maps) as opened:
        adapter = await open_said(opened, said, out)
        if then is not None:
            then = adapter.interface(then).name
        await connect(adapter, opened, said, out)
        taken = await settle(adapter, said, out)
        lab = TokenLab(adapter)
        result = await _done(lab, action, revoke_address)
        life = lab.life()
        out.line(life.sentence)
        if result is not None:
            out.line(adapter.redactor().text(result.sentence))
            for line in table(
                ("Ran", call.interface, f"{call.duration_ms:.0f} ms", call.outcome.kind.value) for call in result.calls
            ):
                out.line(line)
        printed: dict[str, Json] = {"action": action, "life": _life(life), "result": _result(result), "then": None}
        code = int(not taken)
        if then is not None:
            invocation = await adapter.fire(sample_firing(adapter, then))
            printed["then"] = document(invocation, adapter.redactor())
            out.line()
            print_invocation(invocation, adapter.redactor(), out, secrets=False)
            code = exit_code([invocation]) or code
        out.document(printed)
        return code


async def _done(lab: TokenLab, action: str, revoke_address: str) -> LabResult | None:
    match action:
        case "refresh":
            return await lab.refresh()
        case "expire":
            return await lab.expire()
        case "corrupt":
            return await lab.corrupt()
        case "revoke":
            return await lab.revoke(revoke_address)
        case _:
            return None


def _life(life: TokenLife) -> Json:
    return {
        "expires_at": life.expires_at,
        "remaining_s": life.remaining,
        "renewed_in_s": life.renewed_in,
        "has_refresh_token": life.has_refresh_token,
        "sentence": life.sentence,
    }


def _result(result: LabResult | None) -> Json:
    if result is None:
        return None
    return {
        "sentence": result.sentence,
        "renewed": result.renewed,
        "revoked": result.revoked,
        "hooks": [{"interface": call.interface, "outcome": call.outcome.kind.value} for call in result.calls],
    }
