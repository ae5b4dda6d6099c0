"""Options that several commands share, and what they become."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from workbench.cli.output import Output
from workbench.core.errors import UsageError
from workbench.core.hosts import HostMap, parse_host_map
from workbench.core.server.settings import ERAS

Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")

_CHOICES = "workbench.login"

FIELD_PREFIX = "WORKBENCH_FIELD_"
"""WORKBENCH_FIELD_apiKey=... gives the login field apiKey without showing it on the command line."""


def output_options(command: Command) -> Command:
    """--json, --quiet, --no-color."""
    for option in (
        click.option("--no-color", is_flag=True, help="Print without colours."),
        click.option("--quiet", is_flag=True, help="Print nothing but errors; the exit code tells."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout."),
    ):
        command = option(command)
    return command


def adapter_options(command: Command) -> Command:
    """ADAPTER and how to reach and enter its CRM."""
    for option in (
        click.option(
            "--map",
            "maps",
            multiple=True,
            metavar="HOST=URL",
            help="Send calls for a host elsewhere, such as api.example.com=http://127.0.0.1:9000.",
        ),
        click.option(
            "--field",
            "fields",
            multiple=True,
            metavar="NAME=VALUE",
            help=f"A login field, such as apiKey=...; also from the environment as {FIELD_PREFIX}NAME.",
        ),
        click.option("--hostname", default="", help="The CRM host that the user works on."),
        click.option("--platform", default=None, help="Which adapter, when a folder holds several."),
        click.argument("adapter"),
    ):
        command = option(command)
    return command


def era_option(command: Command) -> Command:
    """--era."""
    return click.option(
        "--era",
        type=click.Choice(ERAS),
        default="head",
        show_default=True,
        help="Whose server calls: of June 2025 (seed), of August 2025 (mid), or today's.",
    )(command)


def connection_option(command: Command) -> Command:
    """--connection."""
    return click.option(
        "--connection", default="", metavar="NAME", help="Which stored connection, by name or id; else the last used."
    )(command)


def chaining_options(command: Command) -> Command:
    """--contact and --log: what earlier calls of the connection left."""
    for option in (
        click.option(
            "--log",
            "log",
            default="",
            metavar="last|ID",
            help="The log to work on: the last one made, or one by its id.",
        ),
        click.option(
            "--contact", default="", metavar="first|ID", help="The contact: the first one found, or one by its id."
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class LoginChoices:
    """How a command logs in."""

    pkce: bool = False
    secret_in_body: bool = False
    redirect_uri: str = ""
    refresh_as_server: bool = False


def login_options(command: Command) -> Command:
    """--pkce, --secret-in-body, --redirect-uri, --refresh-as-server; `login_choices` gives what was chosen."""

    def keep(context: click.Context, option: click.Parameter, value: Any) -> None:
        assert option.name is not None
        context.meta.setdefault(_CHOICES, {})[option.name] = value

    # Every command takes these alike, so they go past its parameters, straight to where a login is made.
    rows: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("--refresh-as-server", {"is_flag": True, "help": "Renew tokens in every call by itself, as the server does."}),
        ("--redirect-uri", {"default": "", "metavar": "URL", "help": "Come back to this address, at any port."}),
        ("--secret-in-body", {"is_flag": True, "help": "Send the client secret in the form instead of as Basic."}),
        ("--pkce", {"is_flag": True, "help": "Send a code challenge (S256); App Connect sends none."}),
    )
    for words, settings in rows:
        command = click.option(words, expose_value=False, callback=keep, **settings)(command)
    return command


def login_choices() -> LoginChoices:
    """What the options of `login_options` say in the command that runs."""
    return LoginChoices(**click.get_current_context().meta.get(_CHOICES, {}))


def login_fields(pairs: tuple[str, ...]) -> dict[str, str]:
    """Login fields from the environment and from --field, which wins."""
    fields = {name[len(FIELD_PREFIX) :]: value for name, value in os.environ.items() if name.startswith(FIELD_PREFIX)}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            raise UsageError(
                f"“{pair}” is no login field.",
                code="bad-field",
                hint="Write --field NAME=VALUE, e.g. --field apiKey=abc.",
            )
        fields[name] = value
    return fields


def host_maps(texts: tuple[str, ...]) -> tuple[HostMap, ...]:
    """What --map says."""
    return tuple(parse_host_map(text) for text in texts)


def output(as_json: bool, quiet: bool, no_color: bool) -> Output:
    """The output that the flags ask for."""
    return Output(as_json=as_json, quiet=quiet, colour=not no_color)


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's work; Ctrl+C cancels it and cleans up."""
    return asyncio.run(coroutine)
