"""Which Node runs an adapter, and what versions of a project mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from builders_node import write_files

from workbench.runtimes.toolchain import carried_node, find_node, wanted_version
from workbench.runtimes.versions import parse_version, satisfies

needs_posix = pytest.mark.skipif(os.name != "posix", reason="stands in for node with a shell script")


def fake_node(file: Path, version: str) -> Path:
    """An executable that tells a version."""
    write_files(file.parent, {file.name: f"#!/bin/sh\necho v{version}\n"})
    file.chmod(0o755)
    return file


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No Node on PATH and none of a version manager."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("NVM_DIR", "FNM_DIR", "VOLTA_HOME", "ASDF_DATA_DIR", "MISE_DATA_DIR", "NVM_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_carried_node_when_there_is_no_other(nowhere: Path) -> None:
    choice = find_node(nowhere)
    assert choice.path == str(carried_node())
    assert choice.version.startswith("24.")
    assert "no Node on PATH" in choice.reason


@needs_posix
def test_path_when_the_project_names_nothing(nowhere: Path) -> None:
    node = fake_node(nowhere / "bin" / "node", "23.5.0")
    choice = find_node(nowhere / "project")
    assert (choice.path, choice.version) == (str(node), "23.5.0")
    assert "PATH" in choice.reason


@needs_posix
@pytest.mark.parametrize("version", ["20.20.2", "22.14.0", "23.4.0"])
def test_a_node_on_path_that_is_too_old(version: str, nowhere: Path) -> None:
    fake_node(nowhere / "bin" / "node", version)
    choice = find_node(nowhere)
    assert choice.path == str(carried_node())
    assert version in choice.reason
    assert "22.15.0 or newer" in choice.reason


@needs_posix
def test_the_projects_own_choice_comes_first(nowhere: Path) -> None:
    fake_node(nowhere / "bin" / "node", "24.1.0")
    wanted = fake_node(nowhere / "home" / ".nvm" / "versions" / "node" / "v22.16.0" / "bin" / "node", "22.16.0")
    project = write_files(nowhere / "project", {".nvmrc": "lts/jod\n", "package.json": '{"engines": {"node": "24"}}'})
    choice = find_node(project)
    assert (choice.path, choice.version) == (str(wanted), "22.16.0")
    assert ".nvmrc" in choice.reason


@needs_posix
def test_a_project_that_asks_for_an_old_node_is_told(nowhere: Path) -> None:
    fake_node(nowhere / "bin" / "node", "18.20.0")
    project = write_files(nowhere / "project", {"package.json": '{"engines": {"node": "18.x"}}'})
    choice = find_node(project)
    assert choice.path == str(carried_node())
    assert "engines of package.json" in choice.reason
    assert "18.x" in choice.reason


def test_the_nearest_file_names_the_version(tmp_path: Path) -> None:
    project = write_files(
        tmp_path,
        {
            ".nvmrc": "18",
            "inner/package.json": '{"volta": {"node": "22.16.0"}}',
            "inner/src/x.js": "",
            "other/x.js": "",
        },
    )
    assert wanted_version(project / "inner" / "src") == ("volta of package.json", "22.16.0")
    assert wanted_version(project / "other") == (".nvmrc", "18")


def test_a_byte_order_mark_is_no_part_of_a_version(tmp_path: Path) -> None:
    (tmp_path / ".nvmrc").write_text("lts/jod\n", encoding="utf-8-sig")
    assert wanted_version(tmp_path) == (".nvmrc", "lts/jod")


RANGES = [
    ("22.15.0", "22", True),
    ("22.15.0", "v22.15", True),
    ("22.15.0", "22.14", False),
    ("22.15.0", ">=18", True),
    ("22.15.0", ">=18 <22", False),
    ("22.15.0", ">18 <=22", True),
    ("22.15.0", "^20 || ^22.1", True),
    ("23.0.0", "^22.1", False),
    ("22.15.3", "~22.15.1", True),
    ("22.16.0", "~22.15.1", False),
    ("22.16.0", "~22", True),
    ("22.16.0", "18 - 22", True),
    ("23.0.0", "18 - 22", False),
    ("20.1.0", "20.x", True),
    ("21.1.0", "20.x", False),
    ("24.1.0", "*", True),
    ("24.1.0", "lts/*", True),
    ("23.1.0", "lts/*", False),
    ("24.1.0", "lts/krypton", True),
    ("22.1.0", "lts/krypton", False),
    ("24.1.0", "node", True),
    ("24.1.0", "banana", False),
    ("22.15.0", "=22.15.0", True),
]


@pytest.mark.parametrize(("version", "wanted", "expected"), RANGES)
def test_ranges(version: str, wanted: str, expected: bool) -> None:
    parsed = parse_version(version)
    assert parsed is not None
    assert satisfies(parsed, wanted) is expected
