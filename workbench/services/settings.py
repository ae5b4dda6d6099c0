"""What the user chose, in settings.toml: the settings, own shortcuts, trusted folders, recent adapters, the layout."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import tomli_w

from workbench.core.program.settings import BY_KEY, AnySetting, Held, Plain, Setting, allowed, fault, taken
from workbench.core.text.encoding import text_of
from workbench.core.values import Json
from workbench.core.values.toml_text import read_toml
from workbench.services.places import data_folder
from workbench.services.storage import is_no_file, write_whole

RECENT: Final = 8
"""Adapters that are remembered."""

_MEMBERS: Final = {
    "trusted": (list, "write a list of folders"),
    "recent": (list, "write a list of tables"),
    "layout": (dict, "write a table"),
    "shortcuts": (dict, 'write a table of lines such as fire = "Ctrl+Shift+F"'),
}
"""Members of the file besides the settings, and what they are."""


@dataclass(frozen=True, slots=True)
class Recent:
    """An adapter that was open."""

    place: str
    """What opens it again: a sample's name, or the path of a folder or file."""
    name: str
    about: str = ""
    """How it is written and how it logs in, for display."""
    opened_at: float = 0.0
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class SettingsFault:
    """A line of the file that is not taken."""

    key: str
    """The setting; empty when the whole file cannot be read."""
    line: int
    """Counted from 1; 0 when it is not known."""
    sentence: str
    """What is wrong, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the window remembers from one day to the next."""

    values: Mapping[str, Plain] = field(default_factory=dict)
    """Settings that differ from their default, by key; read them by `settings[ROW]`."""
    trusted: tuple[str, ...] = ()
    """Folders whose adapters may run."""
    recent: tuple[Recent, ...] = ()
    """Newest first."""
    layout: Mapping[str, str] = field(default_factory=dict)
    """State of the window and its panes by name, as Qt gives it, in base64."""
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    """The user's own keys by the id of an action, such as Ctrl+Shift+F; empty for none."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """Members of the file that are not understood; they are written back as they were."""
    faults: tuple[SettingsFault, ...] = ()
    """What of the file is not taken."""
    readable: bool = True
    """Whether the file could be read at all."""

    def __getitem__(self, row: Setting[Held]) -> Held:
        """What holds: the user's value, else the default."""
        value = self.values.get(row.key, row.default)
        assert isinstance(value, type(row.default))
        return value

    def changed(self, row: AnySetting) -> bool:
        """Whether the user chose something else than the default."""
        return row.key in self.values

    def with_value(self, row: AnySetting, value: Plain) -> Settings:
        """A setting changed; raises ValueError with a sentence for what is not allowed."""
        wrong = fault(row, value)
        if wrong:
            raise ValueError(wrong)
        value = taken(row, value)
        others = {key: each for key, each in self.values.items() if key != row.key}
        return replace(
            self,
            values=others if value == row.default else {**others, row.key: value},
            kept={key: each for key, each in self.kept.items() if key != row.key},
            faults=tuple(each for each in self.faults if each.key != row.key),
        )

    def with_shortcut(self, action_id: str, keys: str | None) -> Settings:
        """An action with keys of the user's own, none for an empty text; None takes the table's again."""
        others = {name: each for name, each in self.shortcuts.items() if name != action_id}
        return replace(self, shortcuts=others if keys is None else {**others, action_id: keys})

    def with_layout(self, name: str, state: str) -> Settings:
        """The state of a window or pane kept."""
        return replace(self, layout={**self.layout, name: state})

    def with_recent(self, recent: Recent) -> Settings:
        """The adapter first, and once."""
        others = tuple(each for each in self.recent if each.place != recent.place)
        return replace(self, recent=(recent, *others)[:RECENT])

    def without_adapters(self) -> Settings:
        """Neither recent adapters nor trusted folders."""
        return replace(self, trusted=(), recent=())

    def trusts(self, folder: str) -> bool:
        """Whether a folder, or one it lies in, was trusted."""
        path = Path(folder)
        return any(path.is_relative_to(trusted) for trusted in self.trusted)

    def with_trusted(self, folder: str) -> Settings:
        """The folder among the trusted ones."""
        return self if self.trusts(folder) else replace(self, trusted=(*self.trusted, folder))


def settings_path() -> Path:
    """The file of settings."""
    return data_folder() / "settings.toml"


def load_settings(path: Path) -> Settings:
    """The settings of a file; what is missing takes its default, what is not understood is kept, and told in `faults`.

    A file that is no TOML at all stays; the next change gives it another name.
    """
    try:
        if is_no_file(path):
            return _unreadable(path, "it is no file", 0)
        text = text_of(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        return _unreadable(path, str(error), 0)
    try:
        data = read_toml(text)
    except ValueError as error:
        found = re.search(r"at line (\d+)", str(error))
        return _unreadable(path, str(error), int(found[1]) if found else 0)
    return _settings(data, text)


def change_settings(path: Path, change: Callable[[Settings], Settings]) -> None:
    """Change what the file holds now, which may be more than we read: several programs share it. Raises OSError."""
    from filelock import FileLock, Timeout  # what the first start of a window need not wait for

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_suffix(".lock"), mode=0o600)
    # Who holds it for longer than writing takes is passed over: a choice of the user is not lost to a stuck program.
    with contextlib.suppress(Timeout):
        lock.acquire(0.5, 0.002)
    try:
        save_settings(path, change(load_settings(path)))
    finally:
        lock.release()


def save_settings(path: Path, settings: Settings) -> None:
    """Write the file whole: a crash leaves the old one or the new one."""
    recent = [
        {name: getattr(each, name) for name in ("place", "name", "about", "opened_at")} for each in settings.recent
    ]
    shortcuts = {**_table(settings.kept.get("shortcuts")), **settings.shortcuts}
    known = {"trusted": settings.trusted, "recent": recent, "layout": settings.layout, "shortcuts": shortcuts}
    # What stands in the place of one stays until there is something to write there.
    written = {name: value for name, value in known.items() if value or name not in settings.kept}
    document: dict[str, Any] = {**settings.values, **settings.kept, **written}
    if not settings.readable:
        # What could not be read is not lost to the first change.
        with contextlib.suppress(FileNotFoundError):
            path.replace(_aside(path))
    write_whole(path, tomli_w.dumps(document).encode())


def _settings(data: Mapping[str, Any], text: str) -> Settings:
    values: dict[str, Plain] = {}
    kept: dict[str, Any] = {}
    faults: list[SettingsFault] = []
    for key, value in data.items():
        row = BY_KEY.get(key)
        if row is not None and not fault(row, value):
            if value != row.default:
                values[key] = taken(row, value)
        elif key not in _MEMBERS:
            kept[key] = value
            faults.append(_fault(row, key, value, text))
        elif not isinstance(value, _MEMBERS[key][0]):
            kept[key] = value
            faults.append(_strange_member(key, value, text))
    shortcuts = data.get("shortcuts", {})
    strange = {name: keys for name, keys in _table(shortcuts).items() if not isinstance(keys, str)}
    if strange:
        kept["shortcuts"] = strange
    faults += [_strange_keys(name, keys, text) for name, keys in strange.items()]
    return Settings(
        values=values,
        trusted=tuple(str(folder) for folder in _list(data.get("trusted"))),
        recent=tuple(_recent(entry) for entry in _list(data.get("recent")) if isinstance(entry, dict)),
        layout={str(name): str(state) for name, state in _table(data.get("layout")).items()},
        shortcuts={name: keys for name, keys in _table(shortcuts).items() if isinstance(keys, str)},
        kept=kept,
        faults=tuple(faults),
    )


def _fault(row: AnySetting | None, key: str, value: object, text: str) -> SettingsFault:
    line = _line(key, text)
    where = f"Line {line} of settings.toml" if line else "settings.toml"
    if row is None:
        words = f"{where} holds {key}, which is no setting of this version. It is left as it is."
    else:
        words = f"{where} sets {key} to {value!r}, which is not taken: {row.title} is {allowed(row)}."
    return SettingsFault(key, line, words)


def _strange_member(key: str, value: object, text: str) -> SettingsFault:
    line = _line(key, text)
    where = f"Line {line} of settings.toml" if line else "settings.toml"
    return SettingsFault(key, line, f"{where} sets {key} to {value!r}, which is not taken: {_MEMBERS[key][1]}.")


def _strange_keys(name: str, keys: object, text: str) -> SettingsFault:
    line = _line(name, text)
    where = f"Line {line} of settings.toml" if line else "settings.toml"
    words = f'{where} gives {name} the keys {keys!r}, which is not taken: write a text such as "Ctrl+Shift+F".'
    return SettingsFault(f"shortcuts.{name}", line, words)


def _line(key: str, text: str) -> int:
    pattern = re.compile(rf"^\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=\].]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 0)


def _unreadable(path: Path, why: str, line: int) -> Settings:
    kept = f"The next change of a setting keeps it as {_aside(path).name}."
    sentence = f"{path.name} could not be read, so every setting has its default: {why.rstrip('.')}. {kept}"
    return Settings(faults=(SettingsFault("", line, sentence),), readable=False)


def _aside(path: Path) -> Path:
    """A name that is free."""
    names = (path.with_suffix(f".unreadable{number or ''}.toml") for number in itertools.count())
    return next(each for each in names if not os.path.lexists(each))


def _recent(entry: Mapping[str, Json]) -> Recent:
    opened = entry.get("opened_at")
    return Recent(
        place=str(entry.get("place", "")),
        name=str(entry.get("name", "")),
        about=str(entry.get("about", "")),
        opened_at=float(opened) if isinstance(opened, int | float) else 0.0,
    )


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _table(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
