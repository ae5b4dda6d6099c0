"""A `.env` of any size is read in time, or a sentence names it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from builders_node import open_node

from workbench.core.errors import AdapterLoadError
from workbench.runtimes.environment import LARGEST, read_dotenv


@pytest.mark.parametrize(
    "text",
    [
        "A=1\n" * LARGEST,
        f'A="{"x" * LARGEST}"\n',
        "A0=xxxxxxxxxx\n" + "".join(f"A{number + 1}=${{A{number}}}${{A{number}}}\n" for number in range(60)),
        f"A={'x' * 1000}\nB={'${A}' * 100_000}\n",
    ],
    ids=["many lines", "one value", "each twice the one before", "one many times"],
)
def test_what_no_process_could_be_given_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / ".env").write_text(text)
    began = time.monotonic()
    with pytest.raises(AdapterLoadError) as told:
        read_dotenv([str(tmp_path)])
    assert time.monotonic() - began < 10
    assert str(tmp_path / ".env") in told.value.message


def test_many_variables_take_time_in_proportion(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"A{number}={number}\n" for number in range(20_000)))
    began = time.monotonic()
    assert len(read_dotenv([str(tmp_path)])) == 20_000
    assert time.monotonic() - began < 20


async def test_any_line_end_ends_a_variable(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"FIRST=a\rSECOND=b\r\nTHIRD=c\n")
    assert read_dotenv([str(tmp_path)]) == {"FIRST": "a", "SECOND": "b", "THIRD": "c"}
    (tmp_path / "index.js").write_text(
        "const { FIRST, SECOND, THIRD } = process.env;\n"
        "exports.getAuthType = () => 'apiKey';\nexports.getBasicAuth = () => [FIRST, SECOND, THIRD].join();\n"
    )
    async with open_node(tmp_path, tmp_path / "spool") as opened:
        assert (await opened.call("getBasicAuth")).value == "a,b,c"
