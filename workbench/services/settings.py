"""What the user chose, in settings.toml: theme, trusted folders, recent adapters, the layout of the window."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from workbench.core.values import Json
from workbench.services.places import data_folder

THEMES: Final = ("system", "light", "dark")
RECENT: Final = 8
"""Adapters that are remembered."""


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
class Settings:
    """Everything the window remembers from one day to the next."""

    theme: str = "system"
    timeout: float = 30.0
    """Seconds that an interface may take."""
    trusted: tuple[str, ...] = ()
    """Folders whose adapters may run."""
    recent: tuple[Recent, ...] = ()
    """Newest first."""
    layout: Mapping[str, str] = field(default_factory=dict)
    """State of the window and its panes by name, as Qt gives it, in base64."""

    def with_recent(self, recent: Recent) -> Settings:
        """The adapter first, and once."""
        others = tuple(each for each in self.recent if each.place != recent.place)
        return replace(self, recent=(recent, *others)[:RECENT])

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
    """The settings of a file; what is missing or cannot be read takes its default."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Settings()
    plain = Settings()
    theme, timeout = data.get("theme"), data.get("timeout")
    return Settings(
        theme=theme if theme in THEMES else plain.theme,
        timeout=float(timeout) if isinstance(timeout, int | float) and timeout > 0 else plain.timeout,
        trusted=tuple(str(folder) for folder in _list(data.get("trusted"))),
        recent=tuple(_recent(entry) for entry in _list(data.get("recent")) if isinstance(entry, dict)),
        layout={str(name): str(state) for name, state in _table(data.get("layout")).items()},
    )


def save_settings(path: Path, settings: Settings) -> None:
    """Write the file whole: a crash leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text("\n".join(_lines(settings)) + "\n", encoding="utf-8")
    draft.replace(path)


def _lines(settings: Settings) -> Iterator[str]:
    yield f"theme = {_text(settings.theme)}"
    yield f"timeout = {settings.timeout}"
    yield f"trusted = [{', '.join(map(_text, settings.trusted))}]"
    for recent in settings.recent:
        yield from ("", "[[recent]]")
        yield from (f"{name} = {_text(getattr(recent, name))}" for name in ("place", "name", "about"))
        yield f"opened_at = {recent.opened_at}"
    yield from ("", "[layout]")
    yield from (f"{_text(name)} = {_text(state)}" for name, state in settings.layout.items())


def _text(value: str) -> str:
    """A TOML basic string; JSON's are the same but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


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
