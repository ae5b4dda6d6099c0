"""`workbench request`: any request of App Connect's client, answered as its server would."""

from __future__ import annotations

from http import HTTPStatus

import click

from workbench.cli.connecting import connect, settle
from workbench.cli.options import (
    Chosen,
    adapter_options,
    chosen,
    connection_option,
    named_value,
    output,
    output_options,
    run_async,
    settings_options,
)
from workbench.cli.output import Output
from workbench.cli.printing import answer_lines, server_lines, traffic_lines
from workbench.cli.running import open_said, session
from workbench.core.errors import UsageError
from workbench.core.traffic.exchange import Exchange
from workbench.core.values import Json, to_json
from workbench.core.values.json_text import read_json
from workbench.session.asking import Asked, ask, parsed_request
from workbench.session.open_adapter import OpenAdapter


@click.command(epilog="Example: workbench request ./my-adapter GET '/accountData?keys=owners'")
@adapter_options
@click.argument("method", metavar="METHOD")
@click.argument("target", metavar="PATH")
@click.option("--body", default="", metavar="JSON", help="The body, an object.")
@click.option("--header", "headers", multiple=True, metavar="NAME=VALUE", help="A header, such as is-debug=true.")
@connection_option
@settings_options
@output_options
def command(method: str, target: str, body: str, headers: tuple[str, ...]) -> int:
    """Send METHOD PATH to App Connect's server over ADAPTER, as App Connect's client does, with the user's session.

    PATH is one of the server's, with its query: /contact?phoneNumber=…, /user/settings, /accountData?keys=….
    """
    given = dict(named_value(text, "--header", "is-debug=true") for text in headers)
    return run_async(_request(output(), chosen(), method, target, given, _body(body)))


async def _request(
    out: Output, said: Chosen, method: str, target: str, headers: dict[str, str], body: dict[str, Json]
) -> int:
    async with session(out, said.maps) as opened:
        adapter = await open_said(opened, said, out)
        await connect(adapter, opened, said, out)
        await settle(adapter, said, out)
        asked = await ask(adapter, parsed_request(method, target, headers, body))
        _print(adapter, asked, out)
        return int(asked.answer.status >= HTTPStatus.BAD_REQUEST)


def _print(adapter: OpenAdapter, asked: Asked, out: Output) -> None:
    redactor = adapter.redactor()
    out.document(
        {
            "status": asked.answer.status,
            "headers": redactor.value(dict(asked.headers)),
            "body": to_json(redactor.value(asked.answer.body)),
            "trail": [to_json(redactor.value({"kind": each.kind, "name": each.name})) for each in asked.trail],
            "exchanges": [_exchange(each, redactor.url(each.request.url)) for each in asked.exchanges],
        }
    )
    for lines in (
        answer_lines(asked.answer, redactor, secrets=False),
        server_lines(asked.trail, redactor.text),
        traffic_lines(asked.exchanges, redactor, secrets=False),
    ):
        for line in lines:
            out.line(line)


def _exchange(exchange: Exchange, url: str) -> Json:
    return {
        "method": exchange.request.method,
        "url": url,
        "status": exchange.response.status if exchange.response else None,
    }


def _body(text: str) -> dict[str, Json]:
    """The typed object; raises UsageError for another."""
    try:
        body = read_json(text) if text else {}
    except ValueError as error:
        raise UsageError(f"The body is no JSON: {error}.", code="bad-body", hint="Write --body '{…}'.") from error
    if not isinstance(body, dict):
        raise UsageError("The body is no JSON object.", code="bad-body", hint="Write --body '{…}'.")
    return body
