"""What App Connect's server, as it is loaded, shows to an adapter inside it is there in the workbench's child too."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from builders_node import ADAPTERS, open_node
from builders_real_server import FOLDER, SQLITE
from npm_fixture import node_executable, npm_project

pytestmark = pytest.mark.slow

PACKAGES = (
    *("axios", "moment", "moment-timezone", "sequelize", "express", "body-parser", "dynamoose", "jsonwebtoken"),
    *("client-oauth2", "cors", "shortid", "tz-lookup", "ua-parser-js", "awesome-phonenumber", "node-fetch", "mixpanel"),
    *("country-state-city", "body-parser-xml", "pg", "qs", "lodash", "http", "https", "crypto", "util", "events"),
)
LIBRARIES = {"globals"}
"""Seen in the server alone, and meant for nobody: marks that zod and the AWS SDK leave in the global object."""


@pytest.fixture(scope="module")
def packages() -> Path:
    return npm_project(FOLDER)


def seen_in(which: str, packages: Path) -> dict[str, object]:
    look = ADAPTERS / "beside" / "look.cjs"
    command = [node_executable(), "--no-warnings", FOLDER / "beside.cjs", packages, SQLITE, look, which, *PACKAGES]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seen: dict[str, object] = json.loads(done.stdout)
    return seen


async def test_what_core_patches_at_its_start_is_patched(packages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "beside"
    shutil.copytree(ADAPTERS / "beside", folder)
    (folder / "node_modules").symlink_to(packages / "node_modules")
    async with open_node(folder, tmp_path / "spool") as node:
        here = (await node.call("findContact", {"packages": list(PACKAGES)})).value
    bare, server = seen_in("bare", packages), seen_in("core", packages)
    given = {place for place in bare.keys() | server.keys() if bare.get(place) != server.get(place)}
    assert {"moment.prototype.tz", "axios.defaults.headers.common.Unified-CRM-Extension-Version"} < given
    assert {place for place in given if server.get(place) != here.get(place)} == LIBRARIES
    marks = set(str(server["globals"]).split()) - set(str(bare["globals"]).split())
    assert {mark for mark in marks if not mark.startswith(("__zod_", "awslambda", "Symbol(undici."))} == set()
