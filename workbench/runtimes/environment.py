"""An adapter's own environment: the variables of its `.env` files, as python-dotenv reads them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from workbench.core.text.encoding import text_of

DOTENV: Final = ".env"


def dotenv_files(folders: Iterable[str]) -> tuple[Path, ...]:
    """The `.env` files of an adapter's folders (AdapterSource.folders), the nearest first."""
    return tuple(file for file in (Path(folder) / DOTENV for folder in folders) if file.is_file())


def read_dotenv(folders: Iterable[str]) -> dict[str, str]:
    """Variables of the folders' `.env` files; the nearer wins. `${NAME}` is looked up in farther ones and what is set.

    Bytes that are no text become replacement characters; what no process can be given is left out.
    """
    from dotenv.main import DotEnv

    # As one file, in which a later line wins.
    text = "\n".join(map(_text, reversed(dotenv_files(folders))))
    # What is set goes before the file, as load_dotenv() has it.
    found = DotEnv(None, io.StringIO(text), override=False).dict()
    return {name: value for name, value in found.items() if value is not None and fits_a_process(name, value)}


def fits_a_process(name: str, value: str) -> bool:
    """Whether a process can be given a variable."""
    return bool(name) and "=" not in name and "\0" not in name + value


def _text(file: Path) -> str:
    try:
        return text_of(file.read_bytes(), "replace")
    except OSError:
        return ""
