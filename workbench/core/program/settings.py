"""Every setting as data: one table feeds settings.toml, the settings page and the reference page.

To add a setting: a row here, its name in SETTINGS, and the place that reads it by `settings[ROW]`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from workbench.core.values import is_number, is_whole

Plain = str | int | float | bool
"""What a setting can hold."""

Held = TypeVar("Held", str, int, float, bool)


class Kind(enum.StrEnum):
    """What is typed or chosen for a setting."""

    CHOICE = "choice"
    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    FILE = "file"
    FOLDER = "folder"


class Group(enum.StrEnum):
    """The headings of the settings page, in their order."""

    LOOK = "Appearance"
    CALLS = "Calls"
    LOGIN = "Login"
    HISTORY = "History"
    TOOLS = "Adapters and tools"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a choice."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Setting(Generic[Held]):
    """One setting."""

    key: str
    """Its name in settings.toml."""
    title: str
    group: Group
    kind: Kind
    default: Held
    description: str
    """One sentence: what it does."""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    """What a number counts."""
    lowest: float = 0
    highest: float = 0
    nothing: str = ""
    """What 0, or an empty text, means; empty when it has no meaning of its own."""
    when: str = ""
    """From when on a change holds; empty: at once."""


THEME: Final = Setting(
    "theme",
    "Theme",
    Group.LOOK,
    Kind.CHOICE,
    "system",
    "The colours of the window.",
    choices=(Choice("system", "As the system"), Choice("light", "Light"), Choice("dark", "Dark")),
)
TEXT_SIZE: Final = Setting(
    "text_size",
    "Text size",
    Group.LOOK,
    Kind.NUMBER,
    0.0,
    "The size of the window's text; rows, fields and buttons grow with it.",
    unit="pt",
    lowest=7.0,
    highest=32.0,
    nothing="as the system",
)
REDUCED_MOTION: Final = Setting(
    "reduced_motion",
    "Reduced motion",
    Group.LOOK,
    Kind.CHOICE,
    "system",
    "Whether the window leaves out movement: menus, lists and tooltips open at once, and the cursor does not blink.",
    choices=(Choice("system", "As the system"), Choice("on", "On"), Choice("off", "Off")),
)
TIMEOUT: Final = Setting(
    "timeout",
    "Time limit of a call",
    Group.CALLS,
    Kind.NUMBER,
    30.0,
    "How long an interface may take before its call is ended.",
    unit="s",
    lowest=0.1,
    highest=3600.0,
)
EXCHANGE_CAP: Final = Setting(
    "exchange_cap",
    "CRM calls of one call",
    Group.CALLS,
    Kind.NUMBER,
    200,
    "How many requests to the CRM one call of an interface may make; the next one is refused.",
    unit="calls",
    lowest=1,
    highest=100_000,
    when="from the next load of an adapter",
)
ANSWER_LIMIT: Final = Setting(
    "answer_limit",
    "Size of a CRM answer",
    Group.CALLS,
    Kind.NUMBER,
    64,
    "How much of one answer of a CRM is read, once its compression is undone; a larger one is cut there, and the "
    "adapter gets an error that names the limit.",
    unit="MiB",
    lowest=1,
    highest=1024,
    when="from the next load of an adapter",
)
RELOAD_ON_SAVE: Final = Setting(
    "reload_on_save",
    "Load again on save",
    Group.CALLS,
    Kind.FLAG,
    True,  # noqa: FBT003, the value of a flag
    "Whether the adapter is loaded again whenever one of its files is saved.",
)
LOGIN_WINDOW: Final = Setting(
    "login_window",
    "Open the consent page in",
    Group.LOGIN,
    Kind.CHOICE,
    "browser",
    "How the CRM's page for approving the access is opened; the login can still choose another way.",
    # Those of core.login.CONSENT_WAYS, which every command would have to import to learn them.
    choices=(
        Choice("browser", "Browser, loopback"),
        Choice("built-in", "Built-in window"),
        Choice("pasted", "Paste the redirect"),
    ),
    when="from the next login",
)
CALLBACK_PORT: Final = Setting(
    "callback_port",
    "Port of the redirect",
    Group.LOGIN,
    Kind.NUMBER,
    0,
    "Logins come back to http://127.0.0.1:PORT/callback instead of the adapter's own redirect address; register that "
    "address with the CRM first.",
    lowest=1024,
    highest=65_535,
    nothing="the adapter's own address",
    when="from the next login",
)
HISTORY_ROWS: Final = Setting(
    "history_rows",
    "Calls that are kept",
    Group.HISTORY,
    Kind.NUMBER,
    20_000,
    "How many calls history keeps; older ones are forgotten, except pinned ones.",
    unit="calls",
    lowest=1,
    highest=10_000_000,
    nothing="no limit",
)
HISTORY_DAYS: Final = Setting(
    "history_days",
    "Days that are kept",
    Group.HISTORY,
    Kind.NUMBER,
    0,
    "For how many days history keeps a call; older ones are forgotten, except pinned ones.",
    unit="days",
    lowest=1,
    highest=36_500,
    nothing="no limit",
)
NODE: Final = Setting(
    "node",
    "Node",
    Group.TOOLS,
    Kind.FILE,
    "",
    "The Node executable that runs adapters written in JavaScript or TypeScript.",
    nothing="what the project asks for, else the one on PATH, else the workbench's own",
    when="from the next load of an adapter",
)
HARBOR_PORT: Final = Setting(
    "harbor_port",
    "Port of Harbor CRM",
    Group.TOOLS,
    Kind.NUMBER,
    0,
    "The port on which the practice CRM listens on this machine.",
    lowest=1024,
    highest=65_535,
    nothing="any free port",
    when="from the next start",
)

LOG_LEVEL: Final = Setting(
    "log_level",
    "Log",
    Group.TOOLS,
    Kind.CHOICE,
    "info",
    "What the workbench writes into its own log besides its faults.",
    choices=(
        Choice("warning", "Trouble"),
        Choice("info", "What was opened and stopped"),
        Choice("debug", "Every call"),
    ),
    when="from the next start",
)

AnySetting = Setting[str] | Setting[int] | Setting[float] | Setting[bool]

SETTINGS: Final[tuple[AnySetting, ...]] = (
    THEME,
    TEXT_SIZE,
    REDUCED_MOTION,
    TIMEOUT,
    EXCHANGE_CAP,
    ANSWER_LIMIT,
    RELOAD_ON_SAVE,
    LOGIN_WINDOW,
    CALLBACK_PORT,
    HISTORY_ROWS,
    HISTORY_DAYS,
    NODE,
    HARBOR_PORT,
    LOG_LEVEL,
)

BY_KEY: Final = {row.key: row for row in SETTINGS}


def grouped() -> Iterator[tuple[Group, tuple[AnySetting, ...]]]:
    """The rows under each heading, in the order of both."""
    for group in Group:
        rows = tuple(row for row in SETTINGS if row.group is group)
        if rows:
            yield group, rows


def fault(row: AnySetting, value: object) -> str:
    """Why a value cannot be taken, as a sentence that says what is allowed; empty when it can."""
    return "" if _FITS[row.kind](row, value) else f"{row.title} is {allowed(row)}."


def taken(row: AnySetting, value: Plain) -> Plain:
    """A value without a fault, in the type of the default."""
    return type(row.default)(value)


def _number_fits(row: AnySetting, value: object) -> bool:
    if not is_number(value):
        return False
    if isinstance(row.default, int) and not is_whole(value):
        return False
    return row.lowest <= value <= row.highest or bool(row.nothing and value == 0)


def _choice_fits(row: AnySetting, value: object) -> bool:
    return any(each.value == value for each in row.choices)


def _flag_fits(_row: AnySetting, value: object) -> bool:
    return isinstance(value, bool)


def _text_fits(_row: AnySetting, value: object) -> bool:
    return isinstance(value, str)


_FITS: Final[Mapping[Kind, Callable[[AnySetting, object], bool]]] = {
    Kind.CHOICE: _choice_fits,
    Kind.NUMBER: _number_fits,
    Kind.FLAG: _flag_fits,
    Kind.TEXT: _text_fits,
    Kind.FILE: _text_fits,
    Kind.FOLDER: _text_fits,
}


def allowed(row: AnySetting) -> str:
    """What a setting may hold, in words."""
    if row.kind is Kind.CHOICE:
        return "one of " + ", ".join(each.value for each in row.choices)
    if row.kind is Kind.FLAG:
        return "true or false"
    nothing = f", or {_NOTHING[row.kind]} for {row.nothing}" if row.nothing else ""
    if row.kind is Kind.NUMBER:
        number = "a whole number" if isinstance(row.default, int) else "a number"
        unit = f" {row.unit}" if row.unit else ""
        return f"{number} from {row.lowest:g} to {row.highest:.10g}{unit}{nothing}"
    return f"{_WORDS[row.kind]}{nothing}"


_NOTHING: Final = {Kind.NUMBER: "0", Kind.TEXT: "an empty text", Kind.FILE: "nothing", Kind.FOLDER: "nothing"}
_WORDS: Final = {Kind.TEXT: "a text", Kind.FILE: "the path of a file", Kind.FOLDER: "the path of a folder"}


def shown(row: AnySetting, value: Plain) -> str:
    """A value in words: a choice by its title, a number with its unit, 0 by what it means."""
    if row.kind is Kind.CHOICE:
        return next((each.title for each in row.choices if each.value == value), str(value))
    if row.kind is Kind.FLAG:
        return "on" if value else "off"
    if row.nothing and not value:
        return row.nothing
    if row.kind is Kind.NUMBER:
        return f"{value:,} {row.unit}".replace(".0 ", " ").strip()
    return str(value)
