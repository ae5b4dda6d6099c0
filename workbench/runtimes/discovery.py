"""From what the user typed to an adapter: a file, a project folder, a proxy configuration."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Final

from workbench.core.contract.eras import SeenEra, seen_era
from workbench.core.errors import AdapterLoadError, UsageError, reason
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.text.encoding import text_of
from workbench.core.values import Json, json_text
from workbench.runtimes.candidates import (
    COLLECTIONS,
    LANGUAGES,
    NODE_ENDINGS,
    Candidate,
    adapters_below,
    find_candidates,
    is_manifest,
    is_proxy,
    main_paths,
    manifest_platforms,
    node_files,
    proxy_platform,
    python_package,
    read_json,
    read_package,
    registered,
    registrations,
)
from workbench.runtimes.era_evidence import era_evidence
from workbench.runtimes.project import project_of

_NO_MANIFESTS: Final = ("package.json", "package-lock.json", "tsconfig.json")
_PLAIN_NAMES: Final = ("index", "adapter", "connector", "main", "app", "__init__", "src", "dist", "proxy")
"""Names of files and folders that say nothing about the platform."""
_LOOKED_FOR: Final = (
    "An adapter is a Node project with src/connectors/<name> or src/adapters/<name>, an index.ts or index.js that "
    "exports getAuthType, a Python module such as adapter.py, or a JSON file with a proxy configuration."
)


def discover(text: str, *, platform: str | None = None, cwd: Path) -> AdapterSource:
    """The adapter that a path means, relative to `cwd`; `platform` chooses where a folder holds several.

    Raises UsageError for a path that is not there or holds several, AdapterLoadError for one that holds none.
    """
    if text.startswith(("http://", "https://")):
        raise UsageError(
            f"{text} is the address of a connector server, which cannot be opened yet.",
            code="server-not-supported",
            hint="Open the folder or file of an adapter.",
        )
    try:
        path = (cwd / Path(text).expanduser()).resolve()
        is_there = path.exists()
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, nobody's home
        raise UsageError(
            f"{text[:200]} cannot be a path: {reason(error)}.", code="not-found", hint="Name a file or a folder."
        ) from error
    if not is_there:
        raise UsageError(f"There is no file or folder {path}.", code="not-found", hint=_near_names(path))
    try:
        if path.is_dir():
            return _choose(path, find_candidates(path), platform)
        return _from_file(path, platform)
    except OSError as error:
        raise AdapterLoadError(
            f"{error.filename or path} could not be read: {reason(error)}.",
            code="adapter-unreadable",
            hint="Allow yourself to read it, or open another folder.",
        ) from error


def _from_file(path: Path, platform: str | None) -> AdapterSource:
    if not path.is_file():
        raise _no_adapter(f"{path.name} is neither a file nor a folder", "not-an-adapter", _LOOKED_FOR)
    if path.name == "package.json":
        return discover(str(path.parent), platform=platform, cwd=path.parent)
    if path.suffix == ".json":
        return _from_json(path, platform)
    if path.suffix == ".py":
        packages = python_package(path.parent) if path.name == "__init__.py" else ()
        plain = Candidate(AdapterKind.PYTHON, path, "")
        return _source(next(iter(packages), plain), path.parent, platform)
    if path.suffix in NODE_ENDINGS and registrations(path):
        return _choose(path.parent, list(registered([path])), platform)
    if path.suffix in NODE_ENDINGS:
        return _source(Candidate(AdapterKind.NODE, path, ""), path.parent, platform)
    raise _no_adapter(
        f"{path.name} is not a file that an adapter can be loaded from",
        "not-an-adapter",
        f"Adapters are {', '.join(sorted(LANGUAGES))} files, or folders that hold them.",
    )


def _no_adapter(what: str, code: str, hint: str) -> AdapterLoadError:
    """What is said of a path that is there and holds no adapter."""
    return AdapterLoadError(f"{what}.", code=code, hint=hint)


def _from_json(path: Path, platform: str | None) -> AdapterSource:
    try:
        content = json_text.read_json(text_of(path.read_bytes()))
    except ValueError as error:
        raise _no_adapter(
            f"{path.name} cannot be read as JSON: {error}", "bad-json", "Mend the file at that place."
        ) from None
    if is_manifest(content):
        raise _no_adapter(
            f"{path.name} is a manifest with {_platforms(content)}, not an adapter",
            "is-manifest",
            f"Open the adapter's folder instead, such as {_adapter_folder(path.parent)}.",
        )
    if not is_proxy(content):
        raise _no_adapter(
            f"{path.name} is no proxy configuration: it has neither operations nor requestDefaults",
            "not-an-adapter",
            "A proxy configuration has meta, auth, requestDefaults and operations.",
        )
    return _source(Candidate(AdapterKind.PROXY, path, proxy_platform(path)), path.parent, platform)


def _platforms(manifest: Json) -> str:
    names = manifest_platforms(manifest)
    shown = ", ".join(names[:12])
    return f"the platform {shown}" if len(names) == 1 else f"the platforms {shown}" if names else "no platforms"


def _adapter_folder(beside: Path) -> Path:
    """A folder near a manifest that does hold adapters."""
    for folder in (beside, beside.parent, beside.parent.parent):
        if find_candidates(folder):
            return folder
    return beside


# Choosing


def _choose(folder: Path, candidates: list[Candidate], platform: str | None) -> AdapterSource:
    if not candidates:
        raise _no_adapter(f"{folder} holds no adapter", "no-adapter", _why_none(folder))
    if len(candidates) == 1:
        return _source(candidates[0], folder, platform)
    named = {_label(candidate, folder): candidate for candidate in candidates}
    listed = ", ".join(named)
    if platform is None:
        raise UsageError(
            f"{folder.name} holds several adapters: {listed}.",
            code="several-adapters",
            hint=f"Choose one with --platform, such as --platform {next(iter(named))}.",
            choices=tuple(named),
        )
    chosen = named.get(platform)
    if chosen is None:
        near = difflib.get_close_matches(platform, named, 1)
        raise UsageError(
            f"{folder.name} holds no adapter for the platform {platform}; it holds {listed}.",
            code="unknown-platform",
            hint=f"Did you mean --platform {near[0]}?" if near else "Choose one of these with --platform.",
        )
    return _source(chosen, folder, platform, several=True)


def _label(candidate: Candidate, folder: Path) -> str:
    """What --platform calls a candidate."""
    return candidate.platform or _name_of(candidate.entry) or folder.name


def _why_none(folder: Path) -> str:
    unbuilt = [path for path in main_paths(folder) if not (folder / path).exists()]
    if unbuilt:
        return f"{unbuilt[0]}, which package.json names, is not there: build the project, or open its source."
    below = [str(file.relative_to(folder)) for file in adapters_below(folder)]
    if below:
        return f"Open what lies further down: {', '.join(below)}."
    sources = [file.name for place in (folder, folder / "src") if place.is_dir() for file in node_files(place)]
    sources += [file.name for file in sorted(folder.glob("*.py"))]
    if not sources:
        return _LOOKED_FOR
    listed = ", ".join(sources[:6])
    return f"It holds {listed}, none of which mentions getAuthType. {_LOOKED_FOR}"


def _source(candidate: Candidate, folder: Path, platform: str | None, *, several: bool = False) -> AdapterSource:
    entry = candidate.entry
    project = project_of(entry, candidate.kind, folder)
    root = project.root
    manifests = _manifests(entry, root)
    manifest = manifests[0] if manifests else None
    known = manifest_platforms(read_json(manifest)) if manifest else []
    name = platform or candidate.platform or _name_of(entry)
    if not name or (platform is None and len(known) == 1 and name not in known):
        name = known[0] if len(known) == 1 else name or root.name
    language = "Python" if candidate.kind is AdapterKind.PYTHON else LANGUAGES[entry.suffix]
    return AdapterSource(
        kind=candidate.kind,
        entry=str(entry),
        root=str(root),
        platform=name,
        name=name if several else _shown_name(candidate, root, name),
        manifest_path=str(manifest or ""),
        passed_over=str(project.passed_over or ""),
        other_manifests=tuple(map(str, manifests[1:])),
        extra_entries=tuple(str(file) for file in candidate.extra),
        language=language,
        seen=seen_era(era_evidence(entry)) if candidate.kind is AdapterKind.NODE else SeenEra(),
    )


def _shown_name(candidate: Candidate, root: Path, platform: str) -> str:
    if candidate.kind is AdapterKind.NODE:
        return str(read_package(root).get("name") or platform)
    return platform


def _name_of(entry: Path) -> str:
    """The platform as a file's or folder's name tells it, or an empty string."""
    for part in (entry, *entry.parents):
        name = part.stem if part == entry and part.suffix in LANGUAGES else part.name
        if name not in _PLAIN_NAMES:
            # A folder above the adapter's own is the project's, not the platform's.
            return "" if part.name in COLLECTIONS else name
    return ""


def _manifests(entry: Path, root: Path) -> list[Path]:
    """The files with platforms, from the entry's folder up to the project's, then in usual places.

    The nearest manifest.json comes first; where there is none, the nearest that is called otherwise.
    """
    start = entry if entry.is_dir() else entry.parent
    places = [place for place in (start, *start.parents) if place == root or root in place.parents]
    places += [root / "src", *(root / base / name for base in ("", "src") for name in (*COLLECTIONS, "manifests"))]
    files = dict.fromkeys(file for place in places for file in sorted(place.glob("*.json")) if file.is_file())
    found = [file for file in files if file.name not in _NO_MANIFESTS and is_manifest(read_json(file))]
    return sorted(found, key=lambda file: file.name != "manifest.json")


def _near_names(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        existing = next(place for place in path.parents if place.is_dir())
        return f"{existing} is there, but what follows it is not."
    names = [child.name for child in folder.iterdir() if not child.name.startswith(".")]
    near = difflib.get_close_matches(path.name, names, 3, 0.5)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"{folder} holds {', '.join(sorted(names)[:8])}." if names else f"{folder} is empty."
