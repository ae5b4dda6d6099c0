"""Which folder is an adapter's project: where its code runs, whose settings it has, and what trusting it covers.

The rule (resources/help/adapter-settings.md tells it to users): the opened folder, or a nearer one below it that has a
project's file. A folder above takes its place only when the adapter is its own: the way down begins with a folder of
sources, or with one that its project file names or lists, or both lie in one git repository. The home folder, and what
lies above it, is never the project of what lies below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from workbench.core.run.adapter import AdapterKind
from workbench.core.values import Json
from workbench.runtimes.candidates import BUILDS, COLLECTIONS, SOURCES, read_package, read_text

ENVIRONMENTS: Final = (".venv", "venv", "env")
"""Folders of Python's virtual environments."""

_DESCRIBING: Final = ("pyproject.toml", "setup.py", "setup.cfg")
_MARKS: Final = {
    AdapterKind.NODE: ("package.json",),
    AdapterKind.PYTHON: (*_DESCRIBING, "requirements.txt", "Pipfile", *(f"{name}/pyvenv.cfg" for name in ENVIRONMENTS)),
    AdapterKind.PROXY: ("package.json",),
}
"""What tells the folder of a project, by kind."""
_OF_SOURCES: Final = frozenset(name.partition("/")[0] for name in (*SOURCES, *COLLECTIONS, *BUILDS) if name)
_NAMING: Final = ("main", "module", "browser", "types", "bin", "exports", "imports", "scripts", "files", "directories")
"""Members of package.json that name files or folders of the project; `workspaces` lists folders by patterns."""
_PNPM: Final = "pnpm-workspace.yaml"
_LISTED: Final = re.compile(r"^\s*-\s*[\"']?([^\"'#\n]+?)[\"']?\s*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Project:
    """Where an adapter runs."""

    root: Path
    passed_over: Path | None = None
    """A folder above with a project's file, of which the adapter is none."""


def project_of(entry: Path, kind: AdapterKind, folder: Path) -> Project:
    """The project of an adapter that was found in, or opened by, `folder`."""
    start = entry if entry.is_dir() else entry.parent
    for place in (start, *start.parents):
        is_opened = place == folder or folder in place.parents
        if not is_opened and is_above_home(place):
            break
        if any((place / mark).exists() for mark in _MARKS[kind]):
            if is_opened or _is_its_own(place, start, kind):
                return Project(place)
            return Project(folder, passed_over=place)
        if (place / ".git").exists():
            break
    return Project(folder)


def is_above_home(place: Path) -> bool:
    """Whether a folder is the user's home folder, or holds it: what lies there belongs to everything and nothing."""
    try:
        home = Path.home().resolve()
    except RuntimeError:  # nobody's: a user without an entry and without HOME
        return False
    return place in (home, *home.parents)


def workspace_of(project: Path) -> Path | None:
    """The nearest folder above that lists a project among its npm, Yarn or pnpm workspaces."""
    for place in project.parents:
        if is_above_home(place):
            return None
        if _lists(place, project):
            return place
        if (place / ".git").exists():
            return None
    return None


def workspace_packages(top: Path) -> Iterator[Path]:
    """The folders of packages that a workspace lists."""
    for pattern in _workspaces(top):
        if not pattern.startswith("!"):
            inside = pattern.strip().removeprefix("./").strip("/")
            found = (file.parent for file in top.glob(f"{inside}/package.json")) if inside else ()
            yield from (place for place in found if "node_modules" not in place.parts and _lists(top, place))


def _is_its_own(place: Path, start: Path, kind: AdapterKind) -> bool:
    """Whether an adapter below a project's folder is of that project."""
    first = start.relative_to(place).parts[0]
    if first in _OF_SOURCES or _in_one_repository(place):
        return True
    if kind is AdapterKind.PYTHON:
        return any(
            _has_word(read_text(place / name).replace("-", "_"), first.replace("-", "_")) for name in _DESCRIBING
        )
    package = read_package(place)
    named = (text for member in _NAMING for text in _texts(package.get(member)))
    return any(_has_word(text, first) for text in named) or any(
        _lists(place, each) for each in (start, *start.parents) if place in each.parents
    )


def _in_one_repository(place: Path) -> bool:
    """Whether a folder lies in a git repository; what lies below it then does too, as nothing between is another."""
    return any((each / ".git").exists() for each in (place, *place.parents) if not is_above_home(each))


def _has_word(text: str, name: str) -> bool:
    """Whether a text names a folder: as a word, or as a part of a path."""
    return bool(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def _lists(place: Path, folder: Path) -> bool:
    """Whether a folder's workspaces list another below it."""
    inner = PurePath(folder.relative_to(place).as_posix())
    patterns = [pattern.strip().removeprefix("./").rstrip("/") for pattern in _workspaces(place)]
    listed = any(_matches(inner, pattern) for pattern in patterns if not pattern.startswith("!"))
    return listed and not any(_matches(inner, pattern[1:]) for pattern in patterns if pattern.startswith("!"))


def _workspaces(place: Path) -> Iterator[str]:
    listed = read_package(place).get("workspaces")
    yield from _texts(listed.get("packages") if isinstance(listed, dict) else listed)
    packages = re.search(
        r"^packages:[ \t]*\n((?:[ \t]*-[^\n]*\n?|[ \t]*#[^\n]*\n|\s*\n)+)", read_text(place / _PNPM), re.MULTILINE
    )
    if packages:
        yield from _LISTED.findall(packages[1])


def _matches(path: PurePath, pattern: str) -> bool:
    """Whether a path fits a pattern of workspaces: ** stands for any folders, * for one or a part of one."""
    parts = [
        "(?:[^/]+/)*" if part == "**" else re.escape(part).replace(r"\*", "[^/]*") + "/" for part in pattern.split("/")
    ]
    return bool(re.fullmatch("".join(parts), f"{path}/"))
