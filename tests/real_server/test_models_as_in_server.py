"""An adapter that works with every model of core sees the same in App Connect's own server and in the workbench."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from builders_node import ADAPTERS, STAMP, a_user, open_node
from builders_real_server import FOLDER, SQLITE
from npm_fixture import node_executable, npm_project

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import USER, to_json
from workbench.runtimes.hosts import host_folder

pytestmark = pytest.mark.slow

ROW = a_user(platform="loom", id="7-loom", createdAt=STAMP, updatedAt=STAMP)
ENTRY = "src/connectors/loom/index"


def project(tmp_path: Path, language: str) -> Path:
    """The project, by itself or as its owner wrote it in TypeScript."""
    folder = tmp_path / "loom"
    shutil.copytree(ADAPTERS / "models", folder)
    (folder / "node_modules").symlink_to(npm_project(FOLDER) / "node_modules")
    if language == "ts":
        file = folder / f"{ENTRY}.js"
        typed = file.read_text().replace(
            "async function users(user)", "async function users(user: any): Promise<object>"
        )
        typed = typed.replace("const found = {};", "const found: Record<string, object[]> = {};")
        file.with_suffix(".ts").write_text(f"{typed}\nexport {{}};\n")
        file.unlink()
    return folder


def seen_by_the_server(folder: Path) -> Any:
    typescript = host_folder("node") / "node_modules" / "typescript"
    command = [node_executable(), "--no-warnings", FOLDER / "models.cjs", folder, SQLITE, typescript, json.dumps(ROW)]
    environment = {**os.environ, **SERVER_VARIABLES, "DATABASE_URL": "sqlite::memory:"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=120)
    return json.loads(done.stdout)


@pytest.mark.parametrize("language", ["js", "ts"])
async def test_both_see_and_keep_the_same(language: str, tmp_path: Path) -> None:
    folder = project(tmp_path, language)
    server = seen_by_the_server(folder)
    assert server["rows"]["callLogs"][0]["thirdPartyLogId"] == "5000000000.0", server
    for opened in ("", "src/connectors/loom", "src/index.js"):
        async with open_node(folder / opened, tmp_path / f"spool{len(opened)}", platform="loom") as node:
            given = {"user": USER, "authHeader": "Basic dG9rZW46", "phoneNumber": "+16505550100"}
            outcome = await node.call("findContact", given, user=ROW)
        assert outcome.kind is OutcomeKind.RETURNED, outcome
        here = to_json(outcome.value["matchedContactInfo"][0]["additionalInfo"])
        assert without_stamps(here) == without_stamps(server), opened


def without_stamps(value: Any) -> Any:
    """The same without when rows were made: each has its own time."""
    if isinstance(value, dict):
        return {name: without_stamps(each) for name, each in value.items() if name not in ("createdAt", "updatedAt")}
    return [without_stamps(each) for each in value] if isinstance(value, list) else value
