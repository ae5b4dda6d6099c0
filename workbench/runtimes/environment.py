"""An adapter's own environment: the variables of its `.env`, as python-dotenv reads them."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import Final

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""The byte order marks that editors and PowerShell put before the text, and how what follows is encoded."""


def read_dotenv(folder: Path) -> dict[str, str]:
    """Variables of the folder's `.env`, empty when there is none; `${NAME}` is looked up in the environment too.

    Bytes that are no text become replacement characters; what no process can be given is left out.
    """
    from dotenv.main import DotEnv

    try:
        content = (folder / ".env").read_bytes()
    except OSError:
        return {}
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    # What is set goes before the file, as load_dotenv() has it.
    found = DotEnv(None, io.StringIO(content.decode(encoding, "replace")), override=False).dict()
    return {name: value for name, value in found.items() if value is not None and "\0" not in name + value}
