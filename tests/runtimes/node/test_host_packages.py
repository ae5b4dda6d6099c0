"""What the Node host needs from npm comes once, by its lock file, where the installation did not bring it."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node import write_files

from workbench.core.errors import AdapterLoadError
from workbench.core.run.events import Event, Progress
from workbench.runtimes import node as module
from workbench.runtimes.discovery import discover
from workbench.runtimes.node import NodeRuntime
from workbench.runtimes.protocol import RuntimeOptions

BRINGS = "import pathlib, sys; f = pathlib.Path(sys.argv[-1], 'node_modules/typescript'); f.mkdir(parents=True);"
BRINGS += "(f / 'package.json').write_text('{}')"
FAILS = "import sys; print('no network', file=sys.stderr); sys.exit(1)"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host folder without packages."""
    folder = write_files(tmp_path / "host", {"host.cjs": "", "package.json": "{}"})
    monkeypatch.setattr(module, "host_folder", lambda kind: folder)
    return folder


def runtime(tmp_path: Path, events: list[Event]) -> NodeRuntime:
    project = write_files(tmp_path / "project", {"index.js": "exports.getAuthType = () => 'apiKey';"})
    source = discover(str(project), cwd=tmp_path)
    return NodeRuntime(source, RuntimeOptions(spool=str(tmp_path)), events.append)


async def test_they_come_once(host: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_NPM", BRINGS)
    events: list[Event] = []
    node = runtime(tmp_path, events)
    launch = await node.launch()
    assert launch.argv[-1] == str(host / "host.cjs")
    await node.launch()
    assert len([event for event in events if isinstance(event, Progress)]) == 1


async def test_what_npm_says_is_kept(host: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_NPM", FAILS)
    with pytest.raises(AdapterLoadError) as caught:
        await runtime(tmp_path, []).launch()
    assert caught.value.code == "host-packages"
    assert "no network" in caught.value.detail
