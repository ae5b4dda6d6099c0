"""What is chosen for one adapter: the team's workspace files beside its code, and the user's own in the data folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import tomli_w

from workbench.core.contract.eras import ERA_NAMES
from workbench.core.errors import UsageError, reason
from workbench.core.text.encoding import text_of
from workbench.core.traffic.hosts import HostMap, parse_host_map
from workbench.core.values import Json
from workbench.core.values.json_text import utf8
from workbench.core.values.toml_text import read_toml
from workbench.runtimes.environment import fits_a_process
from workbench.services.elsewhere import share
from workbench.services.places import data_folder
from workbench.services.storage import write_whole

FILE_NAME: Final = "workbench.toml"

_TABLES: Final = {"maps": "hosts and where their calls go", "environment": "variables of the adapter"}
_APP: Final = {
    "settings": "the user's settings in App Connect",
    "admin": "what an administrator sets in App Connect",
}
_TEXTS: Final = {
    "proxy": "the address of a proxy",
    "ca_file": "a file of certificate authorities",
    "manifest": "the adapter's manifest",
    "era": f"the server that calls the adapter: {', '.join(ERA_NAMES)}",
}
_LISTS: Final = {"secret": "names of variables whose values lie in the vault"}
"""Members of the file, and what they hold: texts, but for App Connect's tables. `secret` is only in the user's own."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The contents of a workspace file."""

    maps: tuple[HostMap, ...] = ()
    """Table [maps]: host = target address."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Table [environment]: variables of the adapter, none of them secret."""
    proxy: str = ""
    """Address of the proxy through which its calls go, such as http://proxy.example.com:8080."""
    ca_file: str = ""
    """Further certificate authorities to trust, in PEM; relative to the adapter's folder."""
    manifest: str = ""
    """The adapter's manifest, where it is another than the one that is found; relative to this file."""
    era: str = ""
    """The server that calls the adapter (seed, mid, head); empty: the one that it was written for."""
    secret: tuple[str, ...] = ()
    """Names of variables whose values lie in the vault; only in the user's own file."""
    settings: Mapping[str, Json] = field(default_factory=dict)
    """Table [settings]: the user's settings in App Connect, by id; a value, or {value = ...}."""
    admin: Mapping[str, Json] = field(default_factory=dict)
    """Table [admin]: what an administrator set, by id of a setting or name of a column such as userMappings."""


def read_workspace(root: Path) -> Workspace:
    """The workspace file in an adapter's folder; an empty workspace without one. Raises UsageError with the place."""
    return _read(root / FILE_NAME, (*_TABLES, *_APP, *_TEXTS))


def write_workspace(folder: Path, workspace: Workspace) -> None:
    """Write the file in a folder, or remove an empty one; comments above the first line stay."""
    _write(folder / FILE_NAME, workspace, "")


def shared_files(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The workspace files of an adapter's folders (AdapterSource.folders), the nearest first."""
    return tuple(file for file in (folder / FILE_NAME for folder in folders) if file.is_file())


def read_shared(folders: Sequence[Path]) -> Workspace:
    """What the workspace files of an adapter's folders say together; member by member the nearer one wins.

    Raises UsageError with the place.
    """
    found: _Members = {}
    for folder in folders:
        members = _members(read_workspace(folder))
        for name in _FILES:
            if folder != folders[-1] and name in members:
                # It is written relative to its own file, and read relative to the project.
                members[name] = str(folder / Path(str(members[name])).expanduser())
        found = {**found, **{name: value for name, value in members.items() if name not in found}}
    return _of_members(found)


def write_shared(folders: Sequence[Path], workspace: Workspace) -> None:
    """Write what changed of them into the file where it stands, what is new into the nearest file, else the project's.

    What was taken out goes out of every file. Raises UsageError for a file with a mistake.
    """
    before, wanted = _members(read_shared(folders)), _members(workspace)
    held = {folder: _members(read_workspace(folder)) for folder in folders}
    newest = next((folder for folder in folders if held[folder]), folders[-1])
    placed = {name: next((folder for folder in folders if name in held[folder]), newest) for name in wanted}
    for folder, members in held.items():
        kept = {name: value for name, value in members.items() if name in wanted and placed[name] != folder}
        here = {
            name: members[name] if value == before.get(name) and name in members else value
            for name, value in wanted.items()
            if placed[name] == folder
        }
        if list((here | kept).items()) != list(members.items()):
            write_workspace(folder, _of_members(here | kept))


_Members = dict[tuple[str, str], Json]
"""Each text and each entry of a table by itself, by the member's name and the entry's."""
_FILES: Final = (("ca_file", ""), ("manifest", ""))


def _members(workspace: Workspace) -> _Members:
    found: _Members = {}
    for member, value in _document(workspace).items():
        entries = value.items() if isinstance(value, dict) else [("", value)]
        found |= {(member, name): each for name, each in entries}
    return found


def _of_members(members: _Members) -> Workspace:
    data: dict[str, Any] = {}
    for (member, name), value in members.items():
        if name:
            data.setdefault(member, {})[name] = value
        else:
            data[member] = value
    return _workspace(data)


def own_path(root: Path) -> Path:
    """The user's own file for the adapter of a folder."""
    return data_folder() / "adapters" / f"{own_name(root)}.toml"


def own_name(root: Path) -> str:
    """What an adapter's folder is called where its path cannot be used."""
    return hashlib.sha256(utf8(str(root.resolve()))).hexdigest()[:16]


def read_own(root: Path) -> Workspace:
    """What the user alone has chosen for an adapter; empty without a file. Raises UsageError with the place."""
    return _read(own_path(root), (*_TABLES, *_APP, *_TEXTS, *_LISTS))


def write_own(root: Path, workspace: Workspace) -> None:
    """Write the user's own file, or remove an empty one."""
    _write(own_path(root), workspace, f"# Of the adapter in {root}\n")


def own_files() -> tuple[Path, ...]:
    """The user's own files of all adapters."""
    return tuple((data_folder() / "adapters").glob("*.toml"))


def _read(path: Path, members: Iterable[str]) -> Workspace:
    if not path.is_file():
        return Workspace()
    try:
        data = read_toml(text_of(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path.name} could not be read: {reason(error)}.", code="workspace-unreadable", hint=f"Mend {path}."
        ) from error
    wrong = ", ".join(sorted(_wrong(data, tuple(members))))
    if wrong:
        words = {**_TABLES, **_APP, **_TEXTS, **_LISTS}
        raise UsageError(
            f"{path.name} holds {wrong} in a way that is not known.",
            code="workspace-unknown",
            hint="Known are " + ", ".join(f"{name} ({words[name]})" for name in members) + ". For example: [maps] and "
            'lines such as "api.example.com" = "http://127.0.0.1:9000".',
        )
    unfit = next((name for name, value in data.get("environment", {}).items() if not fits_a_process(name, value)), None)
    if unfit is not None:
        raise UsageError(
            f"{path.name} sets a variable “{unfit}” that no process can be given.",
            code="workspace-variable",
            hint="Its name cannot be empty or hold an equals sign, and neither name nor value a NUL character.",
        )
    return _workspace(data)


def _workspace(data: Mapping[str, Any]) -> Workspace:
    return Workspace(
        maps=tuple(parse_host_map(f"{host}={target}") for host, target in data.get("maps", {}).items()),
        environment=data.get("environment", {}),
        proxy=data.get("proxy", ""),
        ca_file=data.get("ca_file", ""),
        manifest=data.get("manifest", ""),
        era=data.get("era", ""),
        secret=tuple(data.get("secret", ())),
        settings=_plain(data.get("settings", {})),
        admin=_plain(data.get("admin", {})),
    )


def _wrong(data: Mapping[str, Any], members: tuple[str, ...]) -> Iterator[str]:
    """The names of members that are unknown or hold something else than they should."""
    for name, value in data.items():
        if name in _APP:
            if not isinstance(value, dict):
                yield name
            continue
        texts = list(value.values()) if isinstance(value, dict) else value
        fits = isinstance(value, str) if name in _TEXTS else isinstance(value, dict if name in _TABLES else list)
        fits = fits and (name != "era" or value in ERA_NAMES)
        if name not in members or not fits or (name not in _TEXTS and not all(isinstance(each, str) for each in texts)):
            yield name


def _plain(value: Any) -> Json:
    """A value as JSON has it: TOML's dates and times become text."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else value.isoformat()


def _document(workspace: Workspace) -> dict[str, Any]:
    """What is not empty, as the file has it."""
    document: dict[str, Any] = {
        "proxy": workspace.proxy,
        "ca_file": workspace.ca_file,
        "manifest": workspace.manifest,
        "era": workspace.era,
        "secret": list(workspace.secret),
        "maps": {each.host: each.target for each in workspace.maps},
        "environment": dict(workspace.environment),
        "settings": dict(workspace.settings),
        "admin": dict(workspace.admin),
    }
    return {name: value for name, value in document.items() if value}


def _write(path: Path, workspace: Workspace, head: str) -> None:
    document = _document(workspace)
    if not document:
        path.unlink(missing_ok=True)
        return
    text = (_comments(path) or head) + tomli_w.dumps(document)
    write_whole(path, text.encode(), prepare=partial(_give_rights, path))


def _give_rights(path: Path, draft: Path) -> None:
    """What takes the place of a file has its rights; a new one that is shared has what the user gives."""
    if path.is_file():
        shutil.copymode(path, draft)
    elif path.name == FILE_NAME:
        share(draft)


def _comments(path: Path) -> str:
    """The comments above the first line of a file."""
    if not path.is_file():
        return ""
    lines = []
    for line in text_of(path.read_bytes()).splitlines(keepends=True):
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line)
    return "".join(lines)
