"""Nothing but a web page is opened in the browser, and that by the system's own way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from workbench.core.errors import UsageError
from workbench.services.outside import open_folder, open_web_page


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a stand-in for the system's opener writes to."""
    told = tmp_path / "opened"
    opener = tmp_path / "bin/xdg-open"
    opener.parent.mkdir()
    opener.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{told}.part'\nmv '{told}.part' '{told}'\n", encoding="utf-8"
    )
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:/usr/bin:/bin")
    return told


async def read(told: Path) -> str:
    import asyncio

    async with asyncio.timeout(10):
        while not told.exists():
            await asyncio.sleep(0.01)
    return told.read_text(encoding="utf-8").strip()


@pytest.mark.skipif(sys.platform != "linux", reason="the opener is Linux's")
async def test_a_web_page_and_a_folder_are_opened(opened: Path, tmp_path: Path) -> None:
    open_web_page("https://crm.example.test/contacts/1?a=b&c=$(id)")
    assert await read(opened) == "https://crm.example.test/contacts/1?a=b&c=$(id)"
    opened.unlink()
    open_folder(tmp_path)
    assert await read(opened) == tmp_path.as_uri()


@pytest.mark.parametrize(
    "address",
    [
        "file:///usr/share/applications/tool.desktop",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "mailto:a@example.test",
        "ms-settings:privacy",
        "smb://host/share",
        "-httphttps://x",
        "//host/path",
        "crm.example.test/authorize",
        "http:",
        "https:///path",
        "http://[::1",
        "http://host:99999/",
        "http://host/\x1b]0;x",
        "http://host/\nx",
        "",
    ],
)
def test_anything_else_is_not(opened: Path, address: str) -> None:
    with pytest.raises(UsageError, match="is no web page") as caught:
        open_web_page(address)
    assert caught.value.exit_code == 2
    assert not opened.exists()
