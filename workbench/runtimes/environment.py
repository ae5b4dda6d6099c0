"""An adapter's own environment: the variables of its `.env`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_LINE: Final = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*
    (?:'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*)"|(?P<bare>[^\r\n]*))""",
    re.MULTILINE | re.VERBOSE,
)
_REFERENCE: Final = re.compile(r"\$\{([A-Za-z_]\w*)\}")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}


def read_dotenv(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Variables of the folder's `.env`, empty when there is none; `${NAME}` is looked up in it and in `known`."""
    try:
        text = (folder / ".env").read_text("utf-8-sig", "replace")
    except OSError:
        return {}
    return parse_dotenv(text, known)


def parse_dotenv(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """Variables of a `.env` text: comments, `export`, both quotes, escapes and several lines within double quotes."""
    found: dict[str, str] = {}

    def look_up(match: re.Match[str]) -> str:
        return found.get(match[1], known.get(match[1], ""))

    for match in _LINE.finditer(text):
        if match["single"] is not None:
            value = match["single"]
        elif match["double"] is not None:
            value = re.sub(
                r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), match["double"], flags=re.DOTALL
            )
            value = _REFERENCE.sub(look_up, value)
        else:
            value = _REFERENCE.sub(look_up, re.split(r"(?:^|\s)#", match["bare"], maxsplit=1)[0].strip())
        found[match["name"]] = value
    return found
