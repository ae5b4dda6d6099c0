"""Looks through a folder for adapters: where Node, Python and proxy projects keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from workbench.core.run.adapter import AdapterKind
from workbench.core.values import Json, json_text

LANGUAGES: Final = {
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".mts": "TypeScript",
    ".cts": "TypeScript",
    ".js": "JavaScript",
    ".jsx": "JavaScript",
    ".mjs": "JavaScript",
    ".cjs": "JavaScript",
    ".py": "Python",
    ".json": "JSON",
}
"""Endings of adapter files; for Node, sources come before what is built from them."""

NODE_ENDINGS: Final = tuple(ending for ending, language in LANGUAGES.items() if language.endswith("Script"))
COLLECTIONS: Final = ("connectors", "adapters")
"""Folders that hold one adapter an entry, of today's and of the June 2025 era (runtime.md section 12)."""
SOURCES: Final = ("", "src")
BUILDS: Final = ("dist", "dist/src", "build", "build/src", "lib", "out")
SKIPPED: Final = frozenset({"node_modules", "test", "tests", "__tests__", "__pycache__", "venv", "site-packages"})

_LARGEST: Final = 2 * 1024 * 1024
_AUTH_TYPE: Final = re.compile(r"\bgetAuthType\b")
_PYTHON_AUTH_TYPE: Final = re.compile(r"\b(?:get_auth_type|getAuthType)\b")
_REGISTERS: Final = re.compile(r"\.\s*register(?:Connector|Adapter)(Interface)?\s*\(\s*(?:[\"'`]([\w.-]+)[\"'`])?")
_REGISTERED_MODULE: Final = re.compile(
    r"\.\s*register(?:Connector|Adapter)\s*\(\s*[\"'`]([\w.-]+)[\"'`]\s*,\s*"
    r"(?:require\s*\(\s*[\"'`](\.[^\"'`]*)[\"'`]\s*\)|(\w+))"
)
_IMPORTED: Final = re.compile(
    r"(?:\b(?:const|let|var)\s+(\w+)\s*=[^;\n]*?require\s*\(\s*[\"'`](\.[^\"'`]*)[\"'`]"
    r"|\bimport\s+(?:\*\s*as\s+)?(\w+)\s+from\s*[\"'`](\.[^\"'`]*)[\"'`])"
)
_LISTENS: Final = re.compile(r"\.listen\s*\(")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adapter that was found."""

    kind: AdapterKind
    entry: Path
    platform: str
    """Empty where the place does not tell."""
    built: bool = False
    """True for compiler output."""
    extra: tuple[Path, ...] = ()


def find_candidates(folder: Path) -> list[Candidate]:
    """Every adapter of a folder, sources before builds; of two for one platform and kind the first stays."""
    found: dict[tuple[AdapterKind, str], Candidate] = {}
    for candidate in (*_node(folder), *_python(folder), *_proxies(folder)):
        found.setdefault((candidate.kind, candidate.platform), candidate)
    candidates = list(found.values())
    # What is built stands in for a source that is not there, and is no adapter of its own beside one.
    sources = [candidate for candidate in candidates if not candidate.built]
    return sources or candidates


# Node


def _node(folder: Path) -> list[Candidate]:
    in_collection = folder.name in COLLECTIONS
    found: list[Candidate] = []
    own: list[Candidate] = []
    for base, built in (*((name, False) for name in SOURCES), *((name, True) for name in BUILDS)):
        place = folder / base
        if not place.is_dir():
            continue
        starts = [file for file in node_files(place) if registrations(file)]
        single = tuple(file for file in starts if any(function for function, _ in registrations(file)))
        collections = [place / name for name in COLLECTIONS] + ([place] if in_collection and not base else [])
        held = [candidate for collection in collections for candidate in _collection(collection, built, single)]
        names = _registered_names(starts)
        found += [replace(each, platform=names.get(_module(each.entry), each.platform)) for each in held]
        if not held:
            found += registered(starts, built)
            own += _own(place, built) if not starts else ()
    # Beside a collection, a file that names getAuthType is the server that calls the collection's adapters.
    return found if any(not each.built for each in found) else own + found


def _collection(place: Path, built: bool, extra: tuple[Path, ...]) -> Iterator[Candidate]:
    if not place.is_dir():
        return
    for child in sorted(place.iterdir()):
        if child.name in SKIPPED or child.name.startswith("."):
            continue
        if child.is_dir():
            entry = node_entry(child)
            if entry is not None and any(mentions(file, _AUTH_TYPE) for file in files_below(child)):
                yield Candidate(AdapterKind.NODE, entry, child.name, built, extra)
        elif child.suffix in NODE_ENDINGS and child.stem != "index" and mentions(child, _AUTH_TYPE):
            yield Candidate(AdapterKind.NODE, child, child.stem, built, extra)


def registered(starts: Iterable[Path], built: bool = False) -> Iterator[Candidate]:
    """Adapters that only a start file knows; one that does not listen by itself is run rather than one that does."""
    for file in sorted(starts, key=lambda file: mentions(file, _LISTENS)):
        platforms = list(dict.fromkeys(name for _, name in registrations(file) if name))
        for platform in platforms or [""]:
            yield Candidate(AdapterKind.NODE, file, platform, built)
        return


def _registered_names(starts: Iterable[Path]) -> dict[Path, str]:
    """Under which platform start files register the modules that they load, by the module's path without ending."""
    names: dict[Path, str] = {}
    for file in starts:
        text = read_text(file)
        imported = {a or c: b or d for a, b, c, d in _IMPORTED.findall(text)}
        for platform, path, name in _REGISTERED_MODULE.findall(text):
            target = path or imported.get(name)
            if target:
                names.setdefault(_module((file.parent / target).resolve()), platform)
    return names


def _module(file: Path) -> Path:
    """A module's path as a `require` may name it: without its ending, a folder for its index."""
    stem = file.with_suffix("") if file.suffix in NODE_ENDINGS else file
    return stem.parent if stem.name == "index" else stem


def _own(place: Path, built: bool) -> Iterator[Candidate]:
    """The folder itself is the adapter."""
    entry = node_entry(place)
    if entry is not None and any(mentions(file, _AUTH_TYPE) for file in (entry, *files_below(place))):
        yield Candidate(AdapterKind.NODE, entry, "", built)
        return
    for file in node_files(place):
        if mentions(file, _AUTH_TYPE):
            yield Candidate(AdapterKind.NODE, file, file.stem, built)


def node_entry(folder: Path) -> Path | None:
    """The file that a folder of JavaScript or TypeScript is loaded by."""
    names = ("index", "adapter", "connector", folder.name)
    for ending in NODE_ENDINGS:
        for name in names:
            file = folder / f"{name}{ending}"
            if file.is_file():
                return file
    main = read_package(folder).get("main")
    if isinstance(main, str) and main:
        target = folder / main
        tried = [target, *(target.with_name(target.name + ending) for ending in NODE_ENDINGS), target / "index.js"]
        return next((file for file in tried if file.is_file() and file.suffix in NODE_ENDINGS), None)
    return None


def node_files(folder: Path) -> list[Path]:
    """JavaScript and TypeScript files directly in a folder, without declarations and tests."""
    return sorted(
        (file for file in folder.iterdir() if file.suffix in NODE_ENDINGS and file.is_file() and _is_code(file.name)),
        key=lambda file: (NODE_ENDINGS.index(file.suffix), file.name),
    )


def _is_code(name: str) -> bool:
    return not re.search(r"\.(?:d|test|spec|config)\.[cm]?[jt]sx?$", name)


def files_below(folder: Path, depth: int = 2) -> Iterator[Path]:
    """JavaScript and TypeScript files of a folder, with those of its folders down to a depth; no tests."""
    for child in sorted(folder.iterdir()):
        if child.is_dir() and depth and child.name not in SKIPPED and not child.name.startswith("."):
            yield from files_below(child, depth - 1)
        elif child.suffix in NODE_ENDINGS and _is_code(child.name):
            yield child


def registrations(file: Path) -> list[tuple[bool, str]]:
    """What a file registers with App Connect: whether it is a single function, and the platform where it is written."""
    return [(bool(single), name) for single, name in _REGISTERS.findall(read_text(file))]


# Python


def _python(folder: Path) -> Iterator[Candidate]:
    if (folder / "__init__.py").is_file() and _package_mentions(folder):
        yield Candidate(AdapterKind.PYTHON, folder, "")
        return
    for base in (*SOURCES, *COLLECTIONS, *(f"src/{name}" for name in COLLECTIONS)):
        place = folder / base
        if not place.is_dir():
            continue
        for child in sorted(place.iterdir()):
            if child.name in (*SKIPPED, *COLLECTIONS) or child.name.startswith((".", "test_")):
                continue
            if child.suffix == ".py" and mentions(child, _PYTHON_AUTH_TYPE):
                platform = "" if child.stem in ("adapter", "connector", "main") else child.stem
                yield Candidate(AdapterKind.PYTHON, child, platform)
            elif (child / "__init__.py").is_file() and _package_mentions(child):
                yield Candidate(AdapterKind.PYTHON, child, "" if child.name in ("adapter", "connector") else child.name)


def _package_mentions(folder: Path) -> bool:
    return any(mentions(file, _PYTHON_AUTH_TYPE) for file in sorted(folder.glob("*.py")))


# Proxy configurations


def _proxies(folder: Path) -> Iterator[Candidate]:
    for file in sorted(folder.glob("*.json")):
        if is_proxy(read_json(file)):
            yield Candidate(AdapterKind.PROXY, file, proxy_platform(file))


def is_proxy(content: Json) -> bool:
    """Whether a JSON file is a proxy configuration (contract: proxy.md)."""
    return isinstance(content, dict) and (
        isinstance(content.get("operations"), dict)
        or isinstance(content.get("requestDefaults"), dict)
        or (isinstance(content.get("auth"), dict) and isinstance(content.get("meta"), dict))
    )


def is_manifest(content: Json) -> bool:
    """Whether a JSON file is an App Connect manifest (contract: manifest.md section 1)."""
    platforms = content.get("platforms") if isinstance(content, dict) else None
    return isinstance(platforms, dict) or bool(isinstance(platforms, list) and manifest_platforms(content))


def manifest_platforms(manifest: Json) -> list[str]:
    """The platforms of a manifest: the keys of an object, or the names in a list (contradictions.md C1)."""
    platforms = manifest["platforms"]
    if isinstance(platforms, dict):
        return list(platforms)
    return [str(each["name"]) for each in platforms if isinstance(each, dict) and each.get("name")]


def proxy_platform(file: Path) -> str:
    """The platform that a proxy configuration names, or an empty string."""
    meta = read_json(file).get("meta")
    return str(meta.get("name") or "") if isinstance(meta, dict) else ""


# Reading


def mentions(file: Path, pattern: re.Pattern[str]) -> bool:
    """Whether a file has the pattern in its text."""
    return bool(pattern.search(read_text(file)))


def read_text(file: Path, largest: int = _LARGEST) -> str:
    """The text of a file; empty when it is larger than some bytes, by default than a source is, or cannot be read."""
    try:
        return "" if file.stat().st_size > largest else file.read_text("utf-8-sig", "replace")
    except OSError:
        return ""


def read_json(file: Path, largest: int = _LARGEST) -> Json:
    """The content of a JSON file; an empty dict when it is none."""
    try:
        return json_text.read_json(read_text(file, largest))
    except ValueError:
        return {}


def read_package(folder: Path) -> dict[str, Json]:
    """package.json of a folder; empty when there is none."""
    content = read_json(folder / "package.json")
    return content if isinstance(content, dict) else {}
