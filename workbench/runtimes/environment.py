"""An adapter's own environment: the variables of its `.env` files, as python-dotenv reads them."""

from __future__ import annotations

import io
import os
from collections import ChainMap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from workbench.core.errors import AdapterLoadError
from workbench.core.text.encoding import text_of

DOTENV: Final = ".env"
LARGEST: Final = 2**20
"""Bytes of a file, and characters of all values: a process is given at most about two million bytes in all."""


def dotenv_files(folders: Iterable[str]) -> tuple[Path, ...]:
    """The `.env` files of an adapter's folders (AdapterSource.folders), the nearest first."""
    return tuple(file for file in (Path(folder) / DOTENV for folder in folders) if file.is_file())


def read_dotenv(folders: Iterable[str]) -> dict[str, str]:
    """Variables of the folders' `.env` files; the nearer wins. `${NAME}` is looked up in farther ones and what is set.

    Bytes that are no text become replacement characters; what no process can be given is left out. Raises
    AdapterLoadError for more than any process is given.
    """
    from dotenv.main import DotEnv

    # As one file, in which a later line wins.
    files = dotenv_files(folders)
    text = "\n".join(map(_text, reversed(files)))
    found: dict[str, str] = {}
    # What is set goes before the file, as load_dotenv() has it.
    known = ChainMap(os.environ, found)
    size = 0
    # Its own dict() copies all variables for each, and has no end for one that names another twice, and so on.
    for name, value in DotEnv(None, io.StringIO(text), interpolate=False).parse():
        if value is None or not fits_a_process(name, value):
            continue
        found[name] = _filled(value, known)
        size += len(found[name])
        if size > LARGEST:
            raise _too_large(files[0])
    return found


def fits_a_process(name: str, value: str) -> bool:
    """Whether a process can be given a variable."""
    return bool(name) and "=" not in name and "\0" not in name + value


def _filled(value: str, known: Mapping[str, str]) -> str:
    """A value with what its `${NAME}` and `${NAME:-default}` stand for, as far as a process could be given it."""
    from dotenv.variables import parse_variables

    parts: list[str] = []
    size = 0
    for atom in parse_variables(value):
        parts.append(atom.resolve(known))
        size += len(parts[-1])
        if size > LARGEST:
            break
    return "".join(parts)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError:
        return ""
    if len(content) > LARGEST:
        raise _too_large(file)
    return text_of(content, "replace")


def _too_large(file: Path) -> AdapterLoadError:
    return AdapterLoadError(
        f"The variables of {file} are larger than {LARGEST // 2**20} MiB, more than a process can be given.",
        code="environment-too-large",
        hint="Keep large values in files of their own, and their paths in .env.",
    )
