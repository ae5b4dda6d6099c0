"""Options that several commands share, and what they become."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from workbench.cli.output import Output
from workbench.core.contract.eras import ERA_NAMES, ERAS
from workbench.core.errors import UsageError, reason
from workbench.core.forms.words import parse_moment
from workbench.core.interfaces import rows
from workbench.core.login import Way
from workbench.core.program.settings import TIMEOUT
from workbench.core.text.encoding import text_of
from workbench.core.traffic.hosts import HostMap, parse_host_map
from workbench.core.values import Json
from workbench.core.values.json_text import read_json
from workbench.services.ending import when_asked_to_end
from workbench.services.settings import load_settings, settings_path

Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")

_CHOSEN: Final = "workbench.chosen"
_OUTPUT: Final = "workbench.output"

FIELD_PREFIX: Final = "WORKBENCH_FIELD_"
"""WORKBENCH_FIELD_apiKey=... gives the login field apiKey without showing it on the command line."""


def interface_names(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The interfaces that a shell offers for what is typed of one."""
    return [name for name in rows() if name.lower().startswith(typed.lower())]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options say that commands share; one that a command does not take has its default."""

    adapter: str = ""
    platform: str | None = None
    manifest: str = ""
    hostname: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    way: Way | None = None
    """How to log in, where the user says it."""
    query: dict[str, str] = field(default_factory=dict)
    """What App Connect's client sends with a login, by name."""
    maps: tuple[HostMap, ...] = ()
    era: str | None = None
    """Whose server calls; None for the one that the adapter was written for."""
    connection: str = ""
    contact: str = ""
    log: str = ""
    at: float | None = None
    """The moment, in seconds since the epoch, at which a sample's story has just happened; None for none given."""
    timeout: float = 30.0
    """Seconds that an interface may take."""
    show_secrets: bool = False
    pkce: bool = False
    secret_in_body: bool = False
    redirect_uri: str = ""
    refresh_as_server: bool = False
    settings: dict[str, Json] = field(default_factory=dict)
    """The user's settings in App Connect as they were typed, by id."""
    admin: dict[str, Json] = field(default_factory=dict, repr=False)
    """The administrator's, by id of a setting or name of a column."""

    @property
    def enters(self) -> bool:
        """Whether something is given to log in with, which goes before a stored connection."""
        return bool(self.fields or self.hostname or self.query or self.way)


def chosen() -> Chosen:
    """What the shared options of the running command say; raises UsageError for a map or field that is none."""
    said = dict(click.get_current_context().meta.get(_CHOSEN, {}))
    said["way"] = Way(said["way"]) if said.get("way") else None
    said["fields"] = _login_fields(said.get("fields", ()))
    said["settings"] = dict(named_value(text, "--setting", "ledgerId=L-9") for text in said.get("settings", ()))
    said["admin"] = _administrators(said.get("admin", ()))
    said["query"] = dict(named_value(text, "--query", "tokenUrl=https://…") for text in said.get("query", ()))
    said["maps"] = tuple(parse_host_map(text) for text in said.get("maps", ()))
    if typed := said.pop("at", ""):
        said["at"] = _seconds(typed)
    return Chosen(**said)


def output() -> Output:
    """The output that --json, --quiet and --no-color ask for."""
    meta = click.get_current_context().meta
    said, clear = meta[_OUTPUT], bool(meta.get(_CHOSEN, {}).get("show_secrets"))
    return Output(as_json=said["as_json"], quiet=said["quiet"], colour=not said["no_color"], clear=clear)


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
    """ADAPTER, --platform, --manifest and --map: which adapter, what describes it, and where its calls go."""
    command = _shared(
        command,
        (("--platform",), {"default": None, "help": "Which adapter, when a folder holds several."}),
        (
            ("--manifest",),
            {"default": "", "metavar": "FILE", "help": "Another manifest than the one that is found beside it."},
        ),
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
            ("--way",),
            {
                "type": click.Choice([way.value for way in Way]),
                "default": None,
                "help": "How to log in to an adapter with two ways; else as its manifest says, or getAuthType.",
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
    dates = ", ".join(f"{era.name} ({era.date})" for era in ERAS.values())
    words = f"Whose server calls: {dates}; else the one that the adapter was written for."
    row = {"type": click.Choice(ERA_NAMES), "default": None, "help": words}
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


def time_option(command: Command) -> Command:
    """--at."""
    words = "When the samples are told, whose calls ended just before. Else fire has the samples' own time, check now."
    row = {"default": "", "metavar": "now|TIME", "help": words}
    return _shared(command, (("--at",), row))


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


def settings_options(command: Command) -> Command:
    """--setting and --admin: what the user and an administrator set in App Connect."""
    setting = "A user setting of App Connect, as the manifest's settings page offers it; stored with the connection."
    admin = (
        "What an administrator set for the account: a setting, which users cannot change when written NAME!=VALUE, or "
        "a column such as userMappings=[…]; or a JSON file of them."
    )
    return _shared(
        command,
        (("--setting", "settings"), {"multiple": True, "metavar": "NAME=VALUE", "help": setting}),
        (("--admin",), {"multiple": True, "metavar": "NAME=VALUE|FILE.json", "help": admin}),
    )


def timeout_option(command: Command) -> Command:
    """--timeout."""
    words = "Seconds an interface may take; else the setting timeout."
    row = {
        "type": _Seconds(),
        "default": lambda: load_settings(settings_path())[TIMEOUT],
        "metavar": "S",
        "help": words,
    }
    return _shared(command, (("--timeout",), row))


class _Seconds(click.ParamType[float]):
    """A time that can be waited for: more than nothing, at most a day."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Called by click; `nan` passes no comparison."""
        with contextlib.suppress(ValueError):
            if 0 < (seconds := float(value)) <= 86_400:
                return seconds
        return self.fail(f"{value!r} is no number of seconds between 0 and 86400.", param, ctx)


def secrets_option(command: Command) -> Command:
    """--show-secrets."""
    return _shared(command, (("--show-secrets",), {"is_flag": True, "help": "Print tokens and keys unmasked."}))


def _login_fields(pairs: tuple[str, ...]) -> dict[str, str]:
    """Login fields from the environment and from --field, which wins."""
    fields = {name[len(FIELD_PREFIX) :]: value for name, value in os.environ.items() if name.startswith(FIELD_PREFIX)}
    fields.update(named_value(pair, "--field", "apiKey=abc") for pair in pairs)
    return fields


def _seconds(text: str) -> float:
    """A typed moment in seconds since the epoch; without an offset it is UTC. Raises UsageError."""
    if text == "now":
        return time.time()
    return float(parse_moment(text, like=0)) / 1000


def named_value(text: str, option: str, example: str) -> tuple[str, str]:
    """Name and value of a repeatable option; raises UsageError."""
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise UsageError(
            f"“{text}” names no value.",
            code=f"bad-{option.removeprefix('--')}",
            hint=f"Write {option} NAME=VALUE, e.g. {option} {example}.",
        )
    return name, value


def _administrators(texts: tuple[str, ...]) -> dict[str, Json]:
    """Names and values of --admin, and of the files that it names; the later wins."""
    found: dict[str, Json] = {}
    for text in texts:
        if "=" in text and not Path(text).is_file():
            name, value = named_value(text, "--admin", "callType=visit")
            found[name] = value
        else:
            found |= _read_object(text)
    return found


def _read_object(name: str) -> dict[str, Json]:
    """A JSON object in a file; raises UsageError."""
    hint = 'Name a JSON file such as {"userMappings": [{"crmUserId": "12", "rcExtensionId": ["101"]}]}, or NAME=VALUE.'
    try:
        data = read_json(text_of(Path(name).read_bytes()))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The administrator's settings {name} could not be read: {reason(error)}.",
            code="admin-unreadable",
            hint=hint,
        ) from error
    if not isinstance(data, dict):
        raise UsageError(f"{name} holds no JSON object.", code="admin-unreadable", hint=hint)
    return data


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's work; Ctrl+C, a closed terminal or a service manager cancels it and cleans up."""
    return asyncio.run(_until_asked_to_end(coroutine))


async def _until_asked_to_end(coroutine: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.current_task()
    assert task is not None
    asked: list[bool] = []

    def end() -> None:
        asked.append(True)
        task.cancel()

    when_asked_to_end(end)
    try:
        return await coroutine
    except asyncio.CancelledError:
        if asked:
            raise click.Abort from None
        raise
