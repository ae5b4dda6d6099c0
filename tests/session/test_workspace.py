"""The workspace file's maps lead calls elsewhere, and its mistakes are named."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from program import workbench

from workbench.core.errors import UsageError
from workbench.core.traffic.hosts import HostMap
from workbench.services.harbor import HarborCrm
from workbench.session.workspace import FILE_NAME, read_workspace

ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getOauthInfo = async () => (await (await fetch('https://crm.nowhere.test/v1/users/me', {
  headers: { 'X-Api-Key': 'harbor-demo-key' },
})).json());
"""


def test_no_file_is_an_empty_workspace(tmp_path: Path) -> None:
    assert read_workspace(tmp_path).maps == ()


def test_maps_are_read(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('[maps]\n"api.example.com" = "http://127.0.0.1:9000"\n')
    assert read_workspace(tmp_path).maps == (HostMap("api.example.com", "http://127.0.0.1:9000"),)


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text('proxy = "http://proxy.test:8080"\n', encoding="utf-8-sig")
    assert read_workspace(tmp_path).proxy == "http://proxy.test:8080"


@pytest.mark.parametrize(
    "text",
    [
        *("[maps", "[mapz]\n", 'maps = "x"\n', '[maps]\n"api.example.com" = "nowhere"\n'),
        *('[environment]\n"A=B" = "x"\n', '[environment]\n"" = "x"\n', '[environment]\nA = "\\u0000"\n'),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(UsageError) as caught:
        read_workspace(tmp_path)
    assert caught.value.hint


async def test_calls_go_where_the_file_says(tmp_path: Path) -> None:
    crm = HarborCrm()
    await crm.start()
    try:
        (tmp_path / "index.js").write_text(ADAPTER)
        (tmp_path / FILE_NAME).write_text(f'[maps]\n"crm.nowhere.test" = "{crm.url}"\n')
        ran = await asyncio.to_thread(workbench, "fire", "index.js", "getOauthInfo", "--json", cwd=tmp_path)
    finally:
        await crm.stop()
    (exchange,) = ran.document["exchanges"]
    assert exchange["url"] == "https://crm.nowhere.test/v1/users/me"
    assert exchange["sent_to"].startswith(crm.url)
    assert exchange["status"] == 200
