"""Everything that can be done in the window, as data: one list feeds menus, shortcuts, the bar, the palette and help.

To add an action: a row here, and a command of its id in gui.commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.contract.eras import ERAS


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action."""

    id: str
    title: str
    menu: str
    shortcut: str = ""
    """As Qt writes keys, such as Ctrl+Shift+O; what the user chose instead lies in settings.toml."""
    needs: str = ""
    """adapter: one must be open; idle: and nothing may run; connected: and somebody be logged in; running: a firing
    must run; empty: always possible."""
    checkable: bool = False
    also: str = ""
    """Second keys, which hold as long as the first ones are the table's."""


ACTIONS: Final[tuple[ActionRow, ...]] = (
    ActionRow("new-window", "New window", "File", "Ctrl+N"),
    ActionRow("open-folder", "Open folder…", "File", "Ctrl+O"),
    ActionRow("open-file", "Open file…", "File", "Ctrl+Shift+O"),
    ActionRow("try-harbor", "Try it with Harbor CRM", "File"),
    ActionRow("reload", "Load the adapter again", "File", "Ctrl+R", "idle"),
    ActionRow("close-adapter", "Close the adapter", "File", "Ctrl+W", "adapter"),
    ActionRow("settings", "Settings…", "File", "Ctrl+,"),
    ActionRow("forget", "Forget everything…", "File"),
    ActionRow("close-window", "Close the window", "File", "Ctrl+Shift+W"),
    ActionRow("quit", "Quit", "File", "Ctrl+Q"),
    ActionRow("connect", "Connect…", "Connection", "Ctrl+L", "idle"),
    ActionRow("connections", "Connections…", "Connection", "Ctrl+Shift+L", "adapter"),
    ActionRow("connection-rename", "Rename the connection…", "Connection", "", "connected"),
    ActionRow("app-settings", "Settings in App Connect…", "Connection", "", "connected"),
    ActionRow("token", "Token…", "Connection", "", "connected"),
    ActionRow("token-renew", "Renew the token now", "Connection", "", "connected"),
    ActionRow("token-expire", "Let the token expire", "Connection", "", "connected"),
    ActionRow("token-corrupt", "Corrupt the access token", "Connection", "", "connected"),
    ActionRow("token-corrupt-refresh", "Corrupt the refresh token", "Connection", "", "connected"),
    ActionRow("token-revoke", "Revoke the tokens at the CRM…", "Connection", "", "connected"),
    ActionRow("token-restore", "Put the tokens back", "Connection", "", "connected"),
    ActionRow("connection-log-out", "Log out", "Connection", "", "connected"),
    ActionRow("connection-forget", "Forget the connection…", "Connection", "", "connected"),
    ActionRow("fire", "Fire", "Adapter", "Ctrl+Return", "adapter", also="Ctrl+Enter"),
    ActionRow(
        "fire-compare", "Fire again and compare", "Adapter", "Ctrl+Shift+Return", "adapter", also="Ctrl+Shift+Enter"
    ),
    ActionRow("cancel", "Cancel the running call", "Adapter", "Esc", "running"),
    ActionRow("adapter-settings", "Adapter settings…", "Adapter", "", "adapter"),
    ActionRow("era-seen", "Call as the server that its files tell of", "Adapter", "", "idle", checkable=True),
    *(
        ActionRow(f"era-{era.name}", f"Call as {era.words}", "Adapter", "", "idle", checkable=True)
        for era in ERAS.values()
    ),
    ActionRow("palette", "Command palette…", "View", "Ctrl+K"),
    ActionRow("menu", "Open the menu", "View", "F10"),
    ActionRow("go-interfaces", "Go to the interfaces", "View", "Ctrl+1", "adapter"),
    ActionRow("go-form", "Go to the form", "View", "Ctrl+2", "adapter"),
    ActionRow("go-json", "Go to the request's JSON", "View", "Ctrl+J", "adapter"),
    ActionRow("go-result", "Go to the result", "View", "Ctrl+3", "adapter"),
    ActionRow("go-traffic", "Go to the CRM traffic", "View", "Ctrl+4", "adapter"),
    ActionRow("go-findings", "Go to the findings", "View", "Ctrl+5", "adapter"),
    ActionRow("go-console", "Go to the console", "View", "Ctrl+6", "adapter"),
    ActionRow("go-compare", "Compare with an earlier run", "View", "Ctrl+7", "adapter"),
    ActionRow("go-sent", "Go to what was sent", "View", "Ctrl+8", "adapter"),
    ActionRow("go-app-connect", "Go to what App Connect makes of it", "View", "Ctrl+9", "adapter"),
    ActionRow("go-history", "Go to history", "View", "Ctrl+H", "adapter"),
    ActionRow("show-interfaces", "Show the interfaces", "View", "Ctrl+B", "adapter", checkable=True),
    ActionRow("show-history", "Show history", "View", "Ctrl+Shift+B", "adapter", checkable=True),
    ActionRow("find", "Find…", "View", "Ctrl+F", "adapter"),
    ActionRow("find-next", "Find the next match", "View", "F3", "adapter"),
    ActionRow("find-previous", "Find the match before", "View", "Shift+F3", "adapter"),
    ActionRow("reveal-secrets", "Show secrets", "View", "", "adapter", checkable=True),
    ActionRow("theme-system", "Theme as the system", "View", checkable=True),
    ActionRow("theme-light", "Light theme", "View", checkable=True),
    ActionRow("theme-dark", "Dark theme", "View", checkable=True),
    ActionRow("go-origin", "Go to where the value came from", "Result", "F12", "adapter"),
    ActionRow("use-value", "Use the value in another call…", "Result", "Ctrl+U", "adapter"),
    ActionRow("copy-exchange", "Copy the exchange as text", "Result", "Ctrl+Shift+E", "adapter"),
    ActionRow("copy-curl", "Copy the exchange as cURL", "Result", "Ctrl+Shift+U", "adapter"),
    ActionRow("save-har", "Save the exchanges as HAR…", "Result", "", "adapter"),
    ActionRow("open-contact", "Open the contact in the CRM", "Result", "", "adapter"),
    ActionRow("open-log", "Open the log in the CRM", "Result", "", "adapter"),
    ActionRow("next-difference", "Next difference", "Result", "F7", "adapter"),
    ActionRow("previous-difference", "Difference before", "Result", "Shift+F7", "adapter"),
    ActionRow("history-show", "Show the selected run", "History", "", "adapter"),
    ActionRow("history-fire", "Fire the selected run again", "History", "", "idle"),
    ActionRow("history-form", "Open the selected run in the form", "History", "", "adapter"),
    ActionRow("history-compare", "Compare the selected runs", "History", "", "adapter"),
    ActionRow("history-pin", "Pin the selected runs, or no longer", "History", "", "adapter"),
    ActionRow("history-copy", "Copy the selected runs as JSON", "History", "", "adapter"),
    ActionRow("history-delete", "Delete the selected runs…", "History", "", "adapter"),
    ActionRow("help", "Help for this area", "Help", "F1"),
    ActionRow("help-contents", "Contents", "Help", "Shift+F1"),
    ActionRow("shortcuts", "Keyboard shortcuts…", "Help"),
    ActionRow("about", "About App Connect Workbench…", "Help"),
)


NEEDS: Final = {
    "": "always",
    "adapter": "with an open adapter",
    "idle": "with an open adapter, while no call runs",
    "connected": "with somebody logged in",
    "running": "while a call runs",
}
"""What an action needs, in words."""

ACTION_BY_ID: Final = {row.id: row for row in ACTIONS}


def keys_of(row: ActionRow, own: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of an action: the user's own by its id, where there are any, else the table's."""
    if row.id in own:
        return (own[row.id],) if own[row.id] else ()
    return tuple(keys for keys in (row.shortcut, row.also) if keys)


def said_keys(keys: str) -> str:
    """Keys as people call them: both Enter keys are Enter."""
    return keys.replace("Return", "Enter")


def title_of(row: ActionRow) -> str:
    """The title within a sentence: without the dots that say that more is asked."""
    return row.title.rstrip("…")


def unusable(keys: str) -> str:
    """Why keys cannot be a shortcut, as a sentence; empty when they can."""
    *modifiers, key = keys.split("+") if not keys.endswith("+") else [*keys[:-2].split("+"), "+"]
    if keys in _EDITING:
        return f"{keys} is needed for editing text. Choose other keys."
    if not {"Ctrl", "Alt", "Meta"} & set(modifiers) and len(key) == 1:
        return f"{keys} is needed for typing. Add Ctrl or Alt, or choose a function key."
    if key in _MOVING and not modifiers:
        return f"{keys} is needed for moving about. Add Ctrl or Alt, or choose a function key."
    return ""


_EDITING: Final = ("Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z")
_MOVING: Final = (
    *("Tab", "Backtab", "Return", "Enter", "Space", "Backspace", "Del", "Home", "End"),
    *("PgUp", "PgDown", "Left", "Right", "Up", "Down"),
)


def clashing(action_id: str, keys: str, own: Mapping[str, str]) -> ActionRow | None:
    """The other action that already has these keys; None when nobody has them."""
    wanted = said_keys(keys)
    if not wanted:
        return None
    for row in ACTIONS:
        if row.id != action_id and wanted in (said_keys(each) for each in keys_of(row, own)):
            return row
    return None
