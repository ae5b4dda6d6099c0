"""Saves of an adapter's source are told; installed packages and an adapter's own output are not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from workbench.services.watching import saves


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "package.json").write_text("{}")
    for folder in ("src", "node_modules/some"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


async def test_a_save_of_source_is_told_and_nothing_else(project: Path) -> None:
    told = saves(project, project / "index.js")
    waiting = anext(told)
    first = asyncio.get_running_loop().create_task(waiting)
    while not first.done():
        (project / "log.json").write_text("{}")
        (project / "node_modules" / "some" / "index.js").write_text("1")
        (project / "src" / "index.ts").write_text("2")
        await asyncio.wait({first}, timeout=0.2)
    assert first.result() == (project / "src" / "index.ts",)
    await told.aclose()
