"""The tables that the workbench makes are those that App Connect's models make."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from npm_fixture import node_executable, npm_project

from workbench.core.server.tables import SCHEMA

FOLDER = Path(__file__).parent


def test_the_tables_are_made_as_the_models_make_them() -> None:
    packages = npm_project(FOLDER)
    command = [str(node_executable()), str(FOLDER / "tables.cjs"), str(packages / "node_modules")]
    made = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    theirs = {each.replace("IF NOT EXISTS ", "").rstrip("; ") for each in json.loads(made)}
    assert theirs == set(SCHEMA)
