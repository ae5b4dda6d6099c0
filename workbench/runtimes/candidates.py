"""Looks through a folder for adapters: where Node, Python and proxy projects keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from workbench.core.run.adapter import AdapterKind
from workbench.core.text.encoding import text_of
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
_PYTHON_IMPORTS: Final = re.compile(r"^[ \t]*from[ \t]+([.\w]+)[ \t]+import\b", re.MULTILINE)
_PYTHON_MAINS: Final = ("adapter", "connector", "main")
"""Names of files and folders that hold an adapter and do not tell its platform."""
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
_EXPORTS: Final = re.compile(r"\bmodule\.exports\b|\bexports\s*\.|^\s*export\b|\bexportStar\b", re.MULTILINE)
_DEFINED: Final = re.compile(r"\bexports\.getAuthType\b|(?<![.\w$])getAuthType\s*[(=:,}]")
"""As an interface rather than as a call of one."""
_LOADS: Final = re.compile(r"(?:\brequire\s*\(|\bimport\s*\(|\bfrom|\bimport)\s*[\"'`](\.[^\"'`]*)[\"'`]")
_MOST_LOADED: Final = 60
"""Files that are followed from one to the next."""
_MOST_LOOKED_AT: Final = 3000
_MOST_NAMED: Final = 3


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
    candidates = list(found.values()) or list(_by_main(folder))
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
            if entry is not None and _is_adapter(entry, child):
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
    if entry is not None and _is_adapter(entry, place):
        yield Candidate(AdapterKind.NODE, entry, "", built)
        return
    for file in node_files(place):
        if mentions(file, _AUTH_TYPE):
            yield Candidate(AdapterKind.NODE, file, file.stem, built)


def _is_adapter(entry: Path, folder: Path) -> bool:
    """Whether a folder's files speak of getAuthType, or its entry passes on what another file makes."""
    if any(mentions(file, _AUTH_TYPE) for file in (entry, *files_below(folder))):
        return True
    return mentions(entry, _EXPORTS) and any(mentions(file, _DEFINED) for file in _loaded_by(entry))


def _loaded_by(entry: Path) -> Iterator[Path]:
    """The files that a file loads by their paths, and those that they load."""
    seen, waiting = {entry}, [entry]
    while waiting and len(seen) < _MOST_LOADED:
        file = waiting.pop(0)
        for path in _LOADS.findall(read_text(file)):
            target = _file_of((file.parent / path).resolve())
            if target is not None and target not in seen:
                seen.add(target)
                waiting.append(target)
                yield target


def _file_of(target: Path) -> Path | None:
    """The file that a `require` of a path means: with an ending added, a source in place of its build, an index."""
    source = target.with_suffix(target.suffix.replace("js", "ts")) if target.suffix in NODE_ENDINGS else target
    named = (target.with_name(target.name + ending) for ending in NODE_ENDINGS)
    for file in (source, target, *named):
        if file.suffix in NODE_ENDINGS and file.is_file():
            return file
    return node_entry(target) if target.is_dir() else None


def _by_main(folder: Path) -> Iterator[Candidate]:
    """What package.json names where no file speaks of getAuthType: it may pass on what a package makes."""
    entry = _main(folder)
    if entry is not None and mentions(entry, _EXPORTS) and not mentions(entry, _LISTENS):
        yield Candidate(AdapterKind.NODE, entry, "", is_build(entry.relative_to(folder).as_posix()))


def node_entry(folder: Path) -> Path | None:
    """The file that a folder of JavaScript or TypeScript is loaded by."""
    names = ("index", "adapter", "connector", folder.name)
    for ending in NODE_ENDINGS:
        for name in names:
            file = folder / f"{name}{ending}"
            if file.is_file():
                return file
    return _main(folder)


def _main(folder: Path) -> Path | None:
    """The file that package.json names as the folder's main module."""
    for path in main_paths(folder):
        target = folder / path
        tried = [target, *(target.with_name(target.name + ending) for ending in NODE_ENDINGS), target / "index.js"]
        found = next((file for file in tried if file.is_file() and file.suffix in NODE_ENDINGS), None)
        if found is not None and found.resolve().is_relative_to(folder.resolve()):
            return found
    return None


def is_build(path: str) -> bool:
    """Whether a path in a project leads to what a compiler makes."""
    return PurePosixPath(path).parts[0] in BUILDS


def main_paths(folder: Path) -> list[str]:
    """What package.json names as main module: `exports` go before `main`, as Node has it."""
    package = read_package(folder)
    exports = package.get("exports")
    while isinstance(exports, dict):
        names = (".", "node", "require", "import", "default")
        exports = next((exports[name] for name in names if name in exports), None)
    return [path for path in (exports, package.get("main"), package.get("module")) if isinstance(path, str) and path]


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
    if (folder / "__init__.py").is_file():
        own = list(python_package(folder))
        yield from own
        if own:
            return
    for base in (*SOURCES, *COLLECTIONS, *(f"src/{name}" for name in COLLECTIONS)):
        place = folder / base
        if not place.is_dir():
            continue
        for child in sorted(place.iterdir()):
            if child.name in (*SKIPPED, *SOURCES, *COLLECTIONS) or child.name.startswith((".", "test_")):
                continue
            if child.suffix == ".py" and _is_python_adapter(child):
                yield Candidate(AdapterKind.PYTHON, child, "" if child.stem in _PYTHON_MAINS else child.stem)
            elif child.is_dir():
                yield from python_package(child)


def python_package(folder: Path) -> Iterator[Candidate]:
    """A folder of Python as an adapter: the package where its __init__.py has the interfaces, else their file."""
    name = "" if folder.name in _PYTHON_MAINS else folder.name
    init = folder / "__init__.py"
    if init.is_file() and _leads_to_auth_type(init):
        yield Candidate(AdapterKind.PYTHON, folder, name)
        return
    mains = [folder / f"{stem}.py" for stem in (*_PYTHON_MAINS, folder.name)]
    others = sorted(folder.glob("*.py")) if init.is_file() else []
    file = next((file for file in (*mains, *others) if file != init and _is_python_adapter(file)), None)
    if file is not None:
        yield Candidate(AdapterKind.PYTHON, file, name)


def _is_python_adapter(file: Path) -> bool:
    """Whether a file has getAuthType, or bears an adapter's name and takes it from another."""
    return mentions(file, _PYTHON_AUTH_TYPE) or (file.stem in _PYTHON_MAINS and _leads_to_auth_type(file))


def _leads_to_auth_type(file: Path, depth: int = 3) -> bool:
    """Whether a module has getAuthType, or imports from a module beside or above it that has."""
    if mentions(file, _PYTHON_AUTH_TYPE):
        return True
    modules = _PYTHON_IMPORTS.findall(read_text(file)) if depth else []
    return any(_leads_to_auth_type(each, depth - 1) for module in modules for each in _python_files(module, file))


def _python_files(module: str, file: Path) -> Iterator[Path]:
    """The files that a module's name may mean in another module."""
    name = module.lstrip(".")
    level = len(module) - len(name)
    parents = file.parents
    for folder in parents[level - 1 : level] if level else parents[:4]:
        target = folder.joinpath(*name.split("."))
        for each in (target.with_name(f"{target.name}.py"), target / "__init__.py"):
            if each != file and each.is_file():
                yield each


# Further down


def adapters_below(folder: Path) -> list[Path]:
    """Files that may be adapters where nobody looks for them by themselves, nearest first; a few of them."""
    waiting, seen = [folder], 0
    found: list[Path] = []
    while waiting and seen < _MOST_LOOKED_AT and len(found) < _MOST_NAMED:
        place = waiting.pop(0)
        try:
            children = sorted(place.iterdir())
        except OSError:
            continue
        seen += len(children)
        waiting += [
            each for each in children if each.is_dir() and not each.name.startswith(".") and each.name not in SKIPPED
        ]
        code = [
            each for each in children if each.suffix == ".py" or (each.suffix in NODE_ENDINGS and _is_code(each.name))
        ]
        found += [each for each in code if mentions(each, _PYTHON_AUTH_TYPE if each.suffix == ".py" else _DEFINED)]
    return found[:_MOST_NAMED]


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
    if isinstance(platforms, dict):
        return all(isinstance(each, dict) for each in platforms.values())
    return bool(isinstance(platforms, list) and manifest_platforms(content))


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
        # A pipe that is named like a file would be read for ever.
        return text_of(file.read_bytes(), "replace") if file.is_file() and file.stat().st_size <= largest else ""
    except OSError:
        return ""


def read_json(file: Path, largest: int = _LARGEST) -> Json:
    """The content of a JSON file as far as it is not nested too deeply; an empty dict when it is none."""
    try:
        return json_text.read_json(json_text.cut_deep(read_text(file, largest)))
    except ValueError:
        return {}


def read_package(folder: Path) -> dict[str, Json]:
    """package.json of a folder; empty when there is none."""
    content = read_json(folder / "package.json")
    return content if isinstance(content, dict) else {}
