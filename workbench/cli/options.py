"""Options that several commands share, and what they become."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import click

from workbench.cli.output import Output
from workbench.core.errors import UsageError
from workbench.core.program.settings import TIMEOUT
from workbench.core.server.settings import ERAS
from workbench.core.traffic.hosts import HostMap, parse_host_map
from workbench.services.settings import load_settings, settings_path

Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")

_CHOSEN: Final = "workbench.chosen"
_OUTPUT: Final = "workbench.output"

FIELD_PREFIX: Final = "WORKBENCH_FIELD_"
"""WORKBENCH_FIELD_apiKey=... gives the login field apiKey without showing it on the command line."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options say that commands share; one that a command does not take has its default."""

    adapter: str = ""
    platform: str | None = None
    hostname: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    """What App Connect's client sends with a login, by name."""
    maps: tuple[HostMap, ...] = ()
    era: str = "head"
    connection: str = ""
    contact: str = ""
    log: str = ""
    timeout: float = 30.0
    """Seconds that an interface may take."""
    show_secrets: bool = False
    pkce: bool = False
    secret_in_body: bool = False
    redirect_uri: str = ""
    refresh_as_server: bool = False

    @property
    def enters(self) -> bool:
        """Whether something is given to log in with, which goes before a stored connection."""
        return bool(self.fields or self.hostname or self.query)


def chosen() -> Chosen:
    """What the shared options of the running command say; raises UsageError for a map or field that is none."""
    said = dict(click.get_current_context().meta.get(_CHOSEN, {}))
    said["fields"] = _login_fields(said.get("fields", ()))
    said["query"] = dict(_pair(text, "--query tokenUrl=https://…", "query value") for text in said.get("query", ()))
    said["maps"] = tuple(parse_host_map(text) for text in said.get("maps", ()))
    return Chosen(**said)


def output() -> Output:
    """The output that --json, --quiet and --no-color ask for."""
    said = click.get_current_context().meta[_OUTPUT]
    return Output(as_json=said["as_json"], quiet=said["quiet"], colour=not said["no_color"])


def _keep(place: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Options that commands share go past their parameters: a command names only what is its own."""

    def keep(context: click.Context, option: click.Parameter, value: Any) -> None:
        assert option.name is not None
        context.meta.setdefault(place, {})[option.name] = value

    return keep


def _shared(command: Command, *rows: tuple[tuple[str, ...], Mapping[str, Any]], place: str = _CHOSEN) -> Command:
    """Give a command the options of some rows, in their order."""
    for words, settings in reversed(rows):
        command = click.option(*words, expose_value=False, callback=_keep(place), **settings)(command)
    return command


def output_options(command: Command) -> Command:
    """--json, --quiet, --no-color; `output` is what they ask for."""
    return _shared(
        command,
        (("--json", "as_json"), {"is_flag": True, "help": "Print one JSON document on stdout."}),
        (("--quiet",), {"is_flag": True, "help": "Print nothing but errors; the exit code tells."}),
        (("--no-color",), {"is_flag": True, "help": "Print without colours."}),
        place=_OUTPUT,
    )


def adapter_argument(command: Command) -> Command:
    """ADAPTER, --platform and --map: which adapter, and where its calls go."""
    command = _shared(
        command,
        (("--platform",), {"default": None, "help": "Which adapter, when a folder holds several."}),
        (
            ("--map", "maps"),
            {
                "multiple": True,
                "metavar": "HOST=URL",
                "help": "Send calls for a host elsewhere, such as api.example.com=http://127.0.0.1:9000.",
            },
        ),
    )
    return click.argument("adapter", expose_value=False, callback=_keep(_CHOSEN))(command)


def adapter_options(command: Command) -> Command:
    """ADAPTER and how to reach and enter its CRM."""
    command = _shared(
        command,
        (("--hostname",), {"default": "", "help": "The CRM host that the user works on."}),
        (
            ("--field", "fields"),
            {
                "multiple": True,
                "metavar": "NAME=VALUE",
                "help": f"A login field, such as apiKey=...; also from the environment as {FIELD_PREFIX}NAME.",
            },
        ),
        (
            ("--query", "query"),
            {
                "multiple": True,
                "metavar": "NAME=VALUE",
                "help": "What App Connect's client sends with the login: tokenUrl, apiUrl, username, rcAccountId, "
                "rcExtensionId, userEmail or another name; an empty value takes one away.",
            },
        ),
    )
    return adapter_argument(command)


def era_option(command: Command) -> Command:
    """--era."""
    words = "Whose server calls: of June 2025 (seed), of August 2025 (mid), or today's."
    row = {"type": click.Choice(ERAS), "default": "head", "show_default": True, "help": words}
    return _shared(command, (("--era",), row))


def connection_option(command: Command) -> Command:
    """--connection."""
    words = "Which stored connection, by name or id; else the last used."
    return _shared(command, (("--connection",), {"default": "", "metavar": "NAME", "help": words}))


def chaining_options(command: Command) -> Command:
    """--contact and --log: what earlier calls of the connection left."""
    contact = "The contact: the first one found, or one by its id."
    log = "The log to work on: the last one made, or one by its id."
    return _shared(
        command,
        (("--contact",), {"default": "", "metavar": "first|ID", "help": contact}),
        (("--log",), {"default": "", "metavar": "last|ID", "help": log}),
    )


def login_options(command: Command) -> Command:
    """--pkce, --secret-in-body, --redirect-uri, --refresh-as-server: how it logs in."""
    return _shared(
        command,
        (("--pkce",), {"is_flag": True, "help": "Send a code challenge (S256); App Connect sends none."}),
        (("--secret-in-body",), {"is_flag": True, "help": "Send the client secret in the form instead of as Basic."}),
        (("--redirect-uri",), {"default": "", "metavar": "URL", "help": "Come back to this address, at any port."}),
        (
            ("--refresh-as-server",),
            {"is_flag": True, "help": "Renew tokens in every call by itself, as the server does."},
        ),
    )


def timeout_option(command: Command) -> Command:
    """--timeout."""
    words = "Seconds an interface may take; else the setting timeout."
    row = {"type": float, "default": lambda: load_settings(settings_path())[TIMEOUT], "metavar": "S", "help": words}
    return _shared(command, (("--timeout",), row))


def secrets_option(command: Command) -> Command:
    """--show-secrets."""
    return _shared(command, (("--show-secrets",), {"is_flag": True, "help": "Print tokens and keys unmasked."}))


def _login_fields(pairs: tuple[str, ...]) -> dict[str, str]:
    """Login fields from the environment and from --field, which wins."""
    fields = {name[len(FIELD_PREFIX) :]: value for name, value in os.environ.items() if name.startswith(FIELD_PREFIX)}
    return fields | dict(_pair(pair, "--field apiKey=abc", "login field") for pair in pairs)


def _pair(text: str, example: str, what: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise UsageError(
            f"“{text}” is no {what}.",
            code="bad-field" if what == "login field" else "bad-query",
            hint=f"Write {example.split()[0]} NAME=VALUE, e.g. {example}.",
        )
    return name, value


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's work; Ctrl+C cancels it and cleans up."""
    return asyncio.run(coroutine)
