"""A module that a Python adapter does not find is brought by the project's own package manager."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node import write_files

from workbench.core.errors import AdapterLoadError
from workbench.runtimes.discovery import discover
from workbench.runtimes.protocol import RuntimeOptions
from workbench.runtimes.python import PythonRuntime

ADAPTER = "import surely_lacking\ndef get_auth_type():\n    return 'apiKey'\n"


async def refused(folder: Path, opened: str, spool: Path) -> AdapterLoadError:
    runtime = PythonRuntime(discover(opened, cwd=folder), RuntimeOptions(spool=str(spool)), lambda _event: None)
    with pytest.raises(AdapterLoadError) as caught:
        await runtime.start()
    assert caught.value.code == "missing-package"
    return caught.value


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"uv.lock": "", "pyproject.toml": 'dependencies = ["surely_lacking"]'}, "Run uv sync in"),
        ({"uv.lock": "", "pyproject.toml": ""}, "Run uv add surely_lacking in"),
        ({"poetry.lock": "", "pyproject.toml": 'surely_lacking = "1"'}, "IN_PROJECT=1 poetry install in"),
        ({"Pipfile": ""}, "pipenv install surely_lacking in"),
        ({"requirements.txt": "surely_lacking"}, "-m pip install -r "),
        ({}, "-m pip install surely_lacking"),
    ],
)
async def test_the_projects_own_manager_is_named(files: dict[str, str], command: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", {"adapter.py": ADAPTER, **files})
    assert command in (await refused(folder, ".", tmp_path / "spool")).hint


async def test_an_environment_that_merely_lies_above_is_named(tmp_path: Path) -> None:
    folder = write_files(tmp_path.resolve(), {"venv/pyvenv.cfg": "", "acme/adapter.py": ADAPTER})
    error = await refused(folder, "acme", tmp_path / "spool")
    assert f"{folder}, which only lies above, is not its project" in error.message
