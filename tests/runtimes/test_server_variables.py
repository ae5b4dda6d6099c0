"""A server's variables have the values that the adapter's code sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node import open_node, write_files

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.runtimes.discovery import discover
from workbench.runtimes.server_variables import server_variables

ADAPTER = (
    "exports.getAuthType = () => 'apiKey';\n"
    "exports.findContact = ({ names }) => Object.fromEntries(names.map((name) => [name, process.env[name]]));\n"
)


@pytest.mark.parametrize(
    ("dotenv", "inherited", "given", "expected"),
    [
        ("", {}, (), {}),
        ("HASH_KEY=own\nAPP_SERVER=\n", {}, (), {"HASH_KEY": "own"}),
        ("HASH_KEY=own\n", {"HASH_KEY": "shell"}, (), {"HASH_KEY": "shell"}),
        ("HASH_KEY=own\n", {"HASH_KEY": "shell"}, (("HASH_KEY", "workspace"),), {"HASH_KEY": "workspace"}),
        ("HASH_KEY=own\n", {"HASH_KEY": ""}, (), {}),
    ],
)
async def test_parent_and_child_agree(
    dotenv: str,
    inherited: dict[str, str],
    given: tuple[tuple[str, str], ...],
    expected: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in SERVER_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in inherited.items():
        monkeypatch.setenv(name, value)
    folder = write_files(tmp_path / "project", {"index.js": ADAPTER, ".env": dotenv})
    source = discover(str(folder), cwd=tmp_path)
    assert server_variables(source, given) == {**SERVER_VARIABLES, **expected}
    async with open_node(source, tmp_path / "spool", environment=given) as node:
        seen = (await node.call("findContact", {"names": list(SERVER_VARIABLES)})).value
    assert seen == server_variables(source, given)
