"""Files that Notepad, PowerShell and Visual Studio write are read behind whatever mark they put in front."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from builders_node import open_node
from program import workbench

from workbench.core.text.encoding import text_of

NODE = """
exports.getAuthType = () => 'apiKey';
exports.getOauthInfo = async ({ hostname }) => ({ first: process.env.FIRST, second: process.env.SECOND, hostname });
"""
MANIFEST = {"platforms": {"acme": {"name": "acme", "displayName": "Zoë CRM", "auth": {"type": "apiKey"}}}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_the_mark_tells_the_encoding(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    assert text_of((mark + "für\r\nä\n").encode(encoding)) == "für\nä\n"


def test_bytes_that_are_no_text_are_told_or_replaced() -> None:
    assert text_of(b"caf\xe9", "replace") == "caf\ufffd"
    with pytest.raises(UnicodeDecodeError):
        text_of(b"caf\xe9")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_each_file_of_an_adapter_may_have_one(encoding: str, tmp_path: Path) -> None:
    for name, text in {
        "manifest.json": json.dumps(MANIFEST, ensure_ascii=False),
        ".env": "FIRST=für\nSECOND=2\n",
        "workbench.toml": '[environment]\nSECOND = "für"\n',
        "input.json": '{"hostname": "a.crm.test"}',
    }.items():
        (tmp_path / name).write_bytes(text.encode(encoding))
    # Node itself refuses it in UTF-16.
    (tmp_path / "package.json").write_text('{"name": "zoë", "main": "index.js"}', encoding="utf-8-sig")
    (tmp_path / "index.js").write_text(NODE)
    said = await asyncio.to_thread(workbench, "describe", ".", "--json", cwd=tmp_path)
    assert (said.document["name"], said.document["manifest"]["display_name"]) == ("zoë", "Zoë CRM")
    ran = await asyncio.to_thread(
        workbench, "fire", ".", "getOauthInfo", "--input", "input.json", "--json", cwd=tmp_path
    )
    assert ran.document["outcome"]["value"] == {"first": "für", "second": "für", "hostname": "a.crm.test"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_a_proxy_configuration_may_have_one(encoding: str, tmp_path: Path) -> None:
    profile = {
        "meta": {"name": "elm"},
        "auth": {"type": "apiKey"},
        "requestDefaults": {"baseUrl": "http://crm.test"},
        "operations": {"findContact": {"method": "GET", "url": "/contacts"}},
    }
    (tmp_path / "elm.json").write_bytes(json.dumps(profile).encode(encoding))
    said = await asyncio.to_thread(workbench, "describe", "elm.json", "--json", cwd=tmp_path)
    assert said.document["platform"] == "elm"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_typescript_and_its_configuration_may_have_one(encoding: str, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "src" / "lib").mkdir(parents=True)
    config = '{"compilerOptions": {"baseUrl": ".", "paths": {"@own/*": ["src/lib/*"]}}}'
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8-sig")
    (folder / "tsconfig.json").write_bytes(config.encode(encoding))
    (folder / "src" / "lib" / "kind.ts").write_bytes("export const kind: string = 'apiKey';".encode(encoding))
    (folder / "src" / "index.ts").write_bytes(
        "import { kind } from '@own/kind';\nexport const getAuthType = (): string => kind;\n".encode(encoding)
    )
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.auth_type == "apiKey"
