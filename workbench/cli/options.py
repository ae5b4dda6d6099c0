"""Options that several commands share, and what they become."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click

from workbench.cli.output import Output
from workbench.core.errors import UsageError
from workbench.core.hosts import HostMap, parse_host_map
from workbench.core.server.settings import ERAS

Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")

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
