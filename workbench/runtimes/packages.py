"""What a Node adapter asks for and does not find: a file, a package, or one that is not built; and how to mend it."""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.runtimes.candidates import BUILDS, main_paths, read_package
from workbench.runtimes.project import workspace_of, workspace_packages

_MANAGERS: Final = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "pnpm": ("pnpm-lock.yaml", "pnpm-workspace.yaml"),
    "yarn": ("yarn.lock", ".yarnrc.yml", ".yarnrc", ".pnp.cjs", ".pnp.js"),
    "bun": ("bun.lock", "bun.lockb"),
}
"""Package managers, and the files that tell of them."""
_ADDING: Final = {"npm": "npm install"}
"""How a manager adds a package, where that is not `add`."""
_BUILDING: Final = ("build", "compile", "tsc", "dist", "prepare", "prepack", "prepublishOnly")
"""Names of scripts that build a package, best first."""
_DEPENDENCIES: Final = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_NEAR_FILES: Final = 8


@dataclass(frozen=True, slots=True)
class Missing:
    """What was not found."""

    sentence: str
    hint: str
    package: str = ""
    """Empty for a file of the project."""


def missing(wanted: str, asking: str, root: Path) -> Missing:
    """What is said of a module that was not found, as Node names it, and that a file asked for. Reads files."""
    asked_by = Path(asking) if asking else root / "package.json"
    where = f", which {_shown(asked_by, root)} needs," if asking else ""
    if re.match(r"\.{0,2}[\\/]|[A-Za-z]:[\\/]|\.{1,2}$", wanted):
        return _missing_file(Path(os.path.normpath(asked_by.parent / wanted)), wanted, where, root)
    name = "/".join(wanted.split("/")[: 2 if wanted.startswith("@") else 1])
    installed = next((place for each in asked_by.parents if (place := each / "node_modules" / name).exists()), None)
    if installed is not None:
        return _missing_inside(installed, installed / wanted.removeprefix(name).lstrip("/"), where)
    folder = _package_above(asked_by) or root
    package = read_package(folder)
    declared = any(name in (package.get(group) or ()) for group in _DEPENDENCIES)
    manager, top = manager_of(folder)
    # One of the same repository is linked by the installation, also where nobody asks for it by name.
    declared = declared or any(read_package(place).get("name") == name for place in workspace_packages(top))
    command = f"{manager} install" if declared else f"{_ADDING.get(manager, f'{manager} add')} {name}"
    hint = f"Run {command} in {top if declared else folder}."
    return Missing(f"The npm package {name}{where} is not installed.", hint, name)


def manager_of(folder: Path) -> tuple[str, Path]:
    """The package manager of a project's folder, and the folder where it installs: that of the workspace."""
    top = workspace_of(folder) or folder
    for place in (folder, top):
        package = read_package(place)
        engines = package.get("devEngines")
        wished = engines.get("packageManager") if isinstance(engines, dict) else None
        for said in (package.get("packageManager"), wished.get("name") if isinstance(wished, dict) else None):
            name = str(said).partition("@")[0]
            if name in _MANAGERS:
                return name, top
        for manager, files in _MANAGERS.items():
            if any((place / file).exists() for file in files):
                return manager, top
    return "npm", top


def _missing_file(target: Path, wanted: str, where: str, root: Path) -> Missing:
    parts = target.parts
    if "node_modules" in parts:
        at = len(parts) - parts[::-1].index("node_modules")
        depth = at + (2 if parts[at : at + 1] and parts[at].startswith("@") else 1)
        return _missing_inside(Path(*parts[:depth]), target, where)
    folder = _package_above(target)
    if folder is not None and folder != root and _is_built(folder, target):
        return _unbuilt(folder, target, where)
    command = _building(folder) if folder is not None and _is_built(folder, target) else ""
    hint = f"A build makes it. {command}" if command else _near_files(target)
    shown = wanted if wanted.startswith(".") else _shown(target, root)
    return Missing(f"The file {shown}{where} does not exist.", hint)


def _missing_inside(folder: Path, target: Path, where: str) -> Missing:
    """A file of a package that is there: one of the same repository is linked, and may not have been built."""
    real = folder.resolve()
    name = str(read_package(real).get("name") or folder.name)
    if "node_modules" not in real.parts and _is_built(real, real / target.relative_to(folder)):
        return _unbuilt(real, real / target.relative_to(folder), where)
    manager, top = manager_of(_package_above(folder.parent) or folder)
    inside = target.relative_to(folder).as_posix()
    what = "main file" if inside in (".", *main_paths(folder)) or not inside else f"module {inside}"
    hint = f"Look at its version, or run {manager} install in {top}."
    return Missing(f"The package {name}{where} is installed but has no {what}.", hint, name)


def _unbuilt(folder: Path, target: Path, where: str) -> Missing:
    name = str(read_package(folder).get("name") or folder.name)
    inside = target.relative_to(folder).as_posix()
    lacking = f"{inside} is not there" if inside not in ("", ".") else "it has no main file"
    if (folder / "tsconfig.json").is_file():
        otherwise = f"Run npx tsc -p {folder}."
    else:
        otherwise = f"Build it in {folder}, or correct the main file in its package.json."
    sentence = f"The package {name}{where} is not built: {lacking}."
    return Missing(sentence, _building(folder) or otherwise, name)


def _building(folder: Path) -> str:
    """How a package is built: by the repository's script that names it, its own, the repository's for all; or empty."""
    manager, top = manager_of(folder)
    name = str(read_package(folder).get("name") or folder.name)
    names = re.compile(rf"(?<![\w-])(?:{re.escape(name)}|{re.escape(folder.name)})(?![\w-])")
    places = (
        [] if top == folder else [(script, top) for script, does in _scripts(top) if names.search(f"{script} {does}")]
    )
    scripts = [
        *places,
        *((script, folder) for script, _ in _scripts(folder)),
        *((script, top) for script, _ in _scripts(top)),
    ]
    return next((f"Run {manager} run {script} in {place}." for script, place in scripts), "")


def _scripts(folder: Path) -> list[tuple[str, str]]:
    """The scripts of a package that build something, best first, with what each does."""
    scripts = read_package(folder).get("scripts")
    found = [(name, str(does)) for name, does in scripts.items()] if isinstance(scripts, dict) else []
    kinds = [(name, does, re.split(r"[:._-]", name)) for name, does in found]
    return [
        (name, does) for wanted in _BUILDING for name, does, words in kinds if words[0] == wanted or words[-1] == wanted
    ]


def _is_built(folder: Path, target: Path) -> bool:
    """Whether a compiler makes a file of a package."""
    inside = target.relative_to(folder).as_posix()
    return inside.partition("/")[0] in BUILDS or inside in map(posixpath.normpath, main_paths(folder))


def _package_above(file: Path) -> Path | None:
    """The nearest folder above a file that has a package.json and is no installed package."""
    return next(
        (place for place in file.parents if (place / "package.json").is_file() and "node_modules" not in place.parts),
        None,
    )


def _near_files(target: Path) -> str:
    try:
        names = sorted(each.name for each in target.parent.iterdir() if not each.name.startswith("."))
    except OSError:
        return f"The folder {target.parent} does not exist either."
    return f"In that folder there are: {', '.join(names[:_NEAR_FILES])}." if names else f"{target.parent} is empty."


def _shown(file: Path, root: Path) -> str:
    return str(file.relative_to(root)) if file.is_relative_to(root) else str(file)
