"""Reads what an adapter's files tell of the server that it was written for (runtime.md section 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from workbench.core.contract.eras import CORE_PACKAGE, EraEvidence
from workbench.core.values import Json
from workbench.runtimes.candidates import COLLECTIONS, files_below, read_json, read_package, read_text

_DEPENDENCIES: Final = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_ALIAS: Final = f"npm:{CORE_PACKAGE}@"
_IN_REPOSITORY: Final = ("workspace:", "file:", "link:", "portal:", "./", "../")
"""How package.json names a package that lies beside it."""
_HIGHEST: Final = 6
"""Folders above the adapter that are looked at."""
_MOST_FILES: Final = 60
_LARGEST_LOCK: Final = 64 * 1024 * 1024
"""Bytes of a lock file that is read."""
_NAME: Final = re.escape(CORE_PACKAGE)
_VERSION: Final = r"(\d+\.\d+\.\d+[\w.+-]*)"
_YARN: Final = re.compile(
    rf'^"?[^\n]*{_NAME}@(?:npm:)?(?P<asked>[^"\n,:]+)[^\n]*:\n'
    rf'(?:[ \t]+resolution[^\n]*\n)?[ \t]+version:? "?{_VERSION}',
    re.MULTILINE,
)
_PNPM: Final = re.compile(rf"{_NAME}['\"]?:\s*(?:\n\s+specifier:[^\n]*\n\s+version:\s*)?['\"]?{_VERSION}")
_ANY: Final = re.compile(rf"{_NAME}[@/]{_VERSION}")
_LOCAL_VERSION: Final = "0.0.0-use.local"
"""What Yarn writes for a package of the same repository."""


def era_evidence(entry: Path) -> EraEvidence:
    """What the files of a Node adapter tell; reads files, and raises nothing for those that cannot be read."""
    version, file = _core(entry)
    return EraEvidence(core_version=version, core_file=file, collection=_collection(entry), code=_code(entry))


def _collection(entry: Path) -> str:
    """The folder of adapters with the one that holds it, such as src/adapters."""
    for place in entry.parents[:_HIGHEST]:
        if place.name in COLLECTIONS:
            return f"{place.parent.name}/{place.name}" if place.parent.name == "src" else place.name
    return ""


def _code(entry: Path) -> str:
    """The text of the adapter's own files: a folder's, or of a file in a collection its own; and of start files."""
    own = entry.parent
    if own.name in COLLECTIONS:
        return "\n".join(map(read_text, (entry, *_starts(own.parent))))
    starts = _starts(own.parent.parent) if own.parent.name in COLLECTIONS else iter(())
    return "\n".join(map(read_text, islice((entry, *starts, *files_below(own)), _MOST_FILES)))


def _starts(sources: Path) -> Iterator[Path]:
    """Files beside a collection, where its adapters are registered."""
    return (file for file in files_below(sources, 0))


# The core package


def _core(entry: Path) -> tuple[str, str]:
    """Version of the core package and the file that says so; two empty texts without a core package."""
    folders = list(_packages(entry))
    for place, folder in enumerate(folders):
        asked = _asked(read_package(folder))
        if asked is None:
            continue
        if asked.startswith(_IN_REPOSITORY):
            found = _beside(folder, asked, folders)
            return found or ("", "package.json")
        for above in folders[place:]:
            if locked := _locked(above, asked):
                return locked
        return _installed(folders[place:]) or (asked, "package.json")
    return _beside(entry.parent, "", folders) or ("", "")


def _packages(entry: Path) -> Iterator[Path]:
    """The project's folder, then those above it whose workspaces it can be one of."""
    found = False
    for place in entry.parents[:_HIGHEST]:
        package = read_package(place)
        if package and not found:
            found = True
            yield place
        elif found and (package.get("workspaces") or (place / "pnpm-workspace.yaml").is_file()):
            yield place
        if (place / ".git").exists():
            return


def _asked(package: dict[str, Json]) -> str | None:
    """The range in which package.json asks for the core package; None when it does not."""
    for kind in _DEPENDENCIES:
        asked = package.get(kind)
        for name, text in asked.items() if isinstance(asked, dict) else ():
            if isinstance(text, str) and (name == CORE_PACKAGE or text.startswith(_ALIAS)):
                return text.removeprefix(_ALIAS)
    return None


def _beside(folder: Path, asked: str, folders: list[Path]) -> tuple[str, str] | None:
    """The core package that lies in the same repository: where package.json points, or among its workspaces."""
    _, _, path = asked.rpartition(":")
    pointed = [folder / path] if path.startswith(".") else []
    workspaces = [
        file.parent
        for above in folders
        if read_package(above).get("workspaces") or (above / "pnpm-workspace.yaml").is_file()
        for pattern in ("*/package.json", "*/*/package.json")
        for file in sorted(above.glob(pattern))
        if "node_modules" not in file.parts
    ]
    for place in (*pointed, *workspaces):
        package = read_package(place)
        if package.get("name") == CORE_PACKAGE and isinstance(package.get("version"), str):
            return str(package["version"]), f"{place.name}/package.json"
    return None


def _locked(folder: Path, asked: str) -> tuple[str, str] | None:
    """The version in a lock file of a folder, and the file's name."""
    for name, read in _LOCKS.items():
        file = folder / name
        if file.is_file() and (version := read(file, asked)):
            return version, name
    return None


def _npm(file: Path, _asked_for: str) -> str:
    content = read_json(file, _LARGEST_LOCK)
    for table, name in (("packages", f"node_modules/{CORE_PACKAGE}"), ("dependencies", CORE_PACKAGE)):
        entries = content.get(table) if isinstance(content, dict) else None
        entry = entries.get(name) if isinstance(entries, dict) else None
        if isinstance(entry, dict) and entry.get("link") and isinstance(entries, dict):
            entry = entries.get(str(entry.get("resolved")))
        if isinstance(entry, dict) and isinstance(entry.get("version"), str):
            return str(entry["version"])
    return ""


def _yarn(file: Path, asked: str) -> str:
    found = {
        match["asked"]: match[2]
        for match in _YARN.finditer(read_text(file, _LARGEST_LOCK))
        if match[2] != _LOCAL_VERSION
    }
    return found.get(asked) or next(iter(found.values()), "")


def _pnpm(file: Path, _asked_for: str) -> str:
    text = read_text(file, _LARGEST_LOCK)
    found = _PNPM.search(text) or _ANY.search(text)
    return found[1] if found else ""


def _bun(file: Path, _asked_for: str) -> str:
    found = _ANY.search(read_text(file, _LARGEST_LOCK))
    return found[1] if found else ""


_LOCKS: Final = {
    "package-lock.json": _npm,
    "npm-shrinkwrap.json": _npm,
    "yarn.lock": _yarn,
    "pnpm-lock.yaml": _pnpm,
    "bun.lock": _bun,
}
"""Lock files, and what reads the version from each."""


def _installed(folders: list[Path]) -> tuple[str, str] | None:
    for folder in folders:
        place = folder / "node_modules" / CORE_PACKAGE
        version = read_package(place).get("version")
        if isinstance(version, str):
            return version, "node_modules"
    return None
