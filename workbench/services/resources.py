"""Finds what the product carries with it: the contract, sample adapters, sample payloads, hosts."""

from __future__ import annotations

import functools
from pathlib import Path

from workbench.core.contract.interfaces import InterfaceTable
from workbench.core.contract.samples import Sample, sample
from workbench.core.values import Json

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_root() -> Path:
    """The folder of resources: inside the installed package, or beside the package in a checkout."""
    return _carried("resources")


def sample_payload_root() -> Path:
    """The folder of sample payloads, one readable file each."""
    return _carried("sample_payloads")


def contract_data(name: str = "interfaces") -> Json:
    """One parsed file of resources/contract, by its name without .json; read anew at each call."""
    import msgspec  # here rather than above: this module is on every start's path

    return msgspec.json.decode((resource_root() / "contract" / f"{name}.json").read_bytes())


@functools.cache
def contract() -> InterfaceTable:
    """The interfaces of the contract, parsed once a process."""
    from workbench.core.interfaces.table import interface_table  # see contract_data

    return interface_table(contract_data())


@functools.cache
def help_pages() -> dict[str, str]:
    """The help pages by name, as they are written (see core.program.help); read once a process."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((resource_root() / "help").glob("*.md"))}


def help_picture(name: str) -> Path:
    """The file of one of the help's pictures."""
    return resource_root() / "help" / "pictures" / name


@functools.cache
def sample_payloads() -> tuple[Sample, ...]:
    """All sample payloads, sorted by file name, parsed once a process."""
    import msgspec  # see contract_data

    files = sorted(sample_payload_root().glob("*.json"))
    return tuple(sample(msgspec.json.decode(file.read_bytes())) for file in files)


def sample_adapters() -> dict[str, Path]:
    """Folders of the sample adapters by name, such as harbor-python, sorted by name."""
    root = resource_root() / "samples"
    if not root.is_dir():
        return {}
    return {folder.name: folder for folder in sorted(root.iterdir()) if _is_sample(folder)}


def _is_sample(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith((".", "_")) and folder.name != "node_modules"


@functools.cache
def _carried(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
