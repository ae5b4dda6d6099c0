"""The areas of the window that have a help page, and how a page's placeholders become words.

To add an area: a row here, and its page in resources/help.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.program.actions import ACTION_BY_ID, title_of
from workbench.core.program.settings import BY_KEY


@dataclass(frozen=True, slots=True)
class HelpArea:
    """A page, and the widgets that it is about."""

    id: str
    """The page's file without .md."""
    widgets: tuple[str, ...] = ()
    """Object names; the innermost one around the focus decides."""


AREAS: Final[tuple[HelpArea, ...]] = (
    HelpArea("start"),
    HelpArea("welcome", ("welcome",)),
    HelpArea("bar", ("adapter-bar", "palette")),
    HelpArea("connect", ("connect-dialog", "built-in-browser", "token-dialog", "log-out-dialog")),
    HelpArea("app-settings", ("app-settings",)),
    HelpArea("interfaces", ("interface-pane",)),
    HelpArea("form", ("form-panel",)),
    HelpArea("json", ("request-json",)),
    HelpArea("result", ("result-panel",)),
    HelpArea("traffic", ("traffic",)),
    HelpArea("findings", ("findings",)),
    HelpArea("console", ("console-panel",)),
    HelpArea("compare", ("compare",)),
    HelpArea("history", ("history-panel",)),
    HelpArea("settings", ("settings-dialog",)),
    HelpArea("adapter-settings", ("adapter-settings",)),
    HelpArea("shortcuts", ("shortcuts-page",)),
    HelpArea("projects"),
    HelpArea("architecture"),
)
"""In the order of the list of contents."""

AREA_OF: Final[Mapping[str, str]] = {name: area.id for area in AREAS for name in area.widgets}
"""Object name to page."""

_PLACEHOLDER: Final = re.compile(r"\{\{(\w+):([\w-]+)\}\}")
_LINK: Final = re.compile(r"\]\((?!pictures/)([^)\s]+)\)")
_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(pictures/[^)]*\)")


def rendered(text: str, keys: Callable[[str], str]) -> str:
    """A page with its placeholders filled in: {{action:ID}}, {{keys:ID}} and {{setting:KEY}}.

    `keys` gives the keys of an action, empty for none. Raises KeyError for an unknown placeholder.
    """

    def words(match: re.Match[str]) -> str:
        return _WORDS[match[1]](match[2], keys)

    return _PLACEHOLDER.sub(words, text)


def title(text: str) -> str:
    """The title of a page: its first line."""
    return text.partition("\n")[0].removeprefix("#").strip()


def links(text: str) -> Iterator[str]:
    """The pages that a page leads to."""
    return (match[1] for match in _LINK.finditer(text))


def plain(text: str) -> str:
    """A page's words for a search."""
    return _LINK.sub("]", _PICTURE.sub(r"\1", text)).replace("*", "").replace("`", "").casefold()


def _action(action_id: str, keys: Callable[[str], str]) -> str:
    row = ACTION_BY_ID[action_id]
    where = keys(action_id) or f"menu {row.menu}"
    return f"**{title_of(row)}** ({where})"


def _keys(action_id: str, keys: Callable[[str], str]) -> str:
    row = ACTION_BY_ID[action_id]
    return f"**{keys(action_id) or f'{row.menu}, {title_of(row)}'}**"


def _setting(key: str, _keys: Callable[[str], str]) -> str:
    return f"**{BY_KEY[key].title}**"


_WORDS: Final[Mapping[str, Callable[[str, Callable[[str], str]], str]]] = {
    "action": _action,
    "keys": _keys,
    "setting": _setting,
}
