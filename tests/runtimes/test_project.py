"""Which folder is an adapter's project: the opened one, or one above of which the adapter is a part."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from builders_node import write_files

from workbench.runtimes.discovery import discover
from workbench.runtimes.project import workspace_of

NODE = "exports.getAuthType = () => 'apiKey';"
PYTHON = "def get_auth_type():\n    return 'apiKey'\n"
PROXY = json.dumps({"meta": {"name": "elm"}, "auth": {"type": "apiKey"}, "operations": {}})
LEFT_BEHIND = '{"dependencies": {"left-pad": "^1.3.0"}}'
INITIALISED = '{"name": "uma", "version": "1.0.0", "main": "index.js", "scripts": {"test": "exit 1"}}'


@dataclass(frozen=True)
class Layout:
    """Files, what is opened of them, and where that runs."""

    files: dict[str, str]
    opened: str
    root: str
    passed_over: str | None = field(default=None, kw_only=True)


LAYOUTS = {
    # A folder above of which the adapter is a part.
    "a collection of a server": Layout(
        {"package.json": "{}", "src/connectors/pipedrive/index.js": NODE}, "src/connectors/pipedrive", "."
    ),
    "a collection without src": Layout({"package.json": "{}", "adapters/acme/index.js": NODE}, "adapters/acme", "."),
    "a file of a collection": Layout({"package.json": "{}", "src/adapters/acme.js": NODE}, "src/adapters/acme.js", "."),
    "deep in the sources": Layout({"package.json": "{}", "src/a/b/c/d/e/f/g/index.js": NODE}, "src/a/b/c/d/e/f/g", "."),
    "a folder that a script names": Layout(
        {"package.json": '{"scripts": {"start": "node server/main.js"}}', "server/crm/acme/index.js": NODE},
        "server/crm/acme",
        ".",
    ),
    "a folder that main names": Layout(
        {"package.json": '{"main": "./server/index.js"}', "server/acme.js": NODE}, "server/acme.js", "."
    ),
    "one repository": Layout(
        {".git/HEAD": "", "package.json": '{"name": "x"}', "crm/acme/index.js": NODE}, "crm/acme", "."
    ),
    "a package of a workspace has its own": Layout(
        {"package.json": '{"workspaces": ["packages/*"]}', "packages/acme/package.json": "{}"}
        | {"packages/acme/src/index.js": NODE},
        "packages/acme/src",
        "packages/acme",
    ),
    "a folder that workspaces list": Layout(
        {"package.json": '{"workspaces": {"packages": ["crms/**"]}}', "crms/a/acme/index.js": NODE}, "crms/a/acme", "."
    ),
    "a folder that pnpm lists": Layout(
        {"package.json": "{}", "pnpm-workspace.yaml": "packages:\n  # all\n  - 'crms/*'\n", "crms/acme/index.js": NODE},
        "crms/acme",
        ".",
    ),
    "a project below the opened folder": Layout(
        {"package.json": "{}", "src/connectors/acme/package.json": "{}", "src/connectors/acme/index.js": NODE},
        ".",
        "src/connectors/acme",
    ),
    "a Python package that pyproject names": Layout(
        {"pyproject.toml": '[project]\nname = "acme-crm"', "acme_crm/__init__.py": PYTHON}, "acme_crm", "."
    ),
    "a Python collection": Layout({"requirements.txt": "", "adapters/bar/adapter.py": PYTHON}, "adapters/bar", "."),
    "a Python repository with its environment": Layout(
        {".git/HEAD": "", ".venv/pyvenv.cfg": "", "crm/acme.py": PYTHON}, "crm/acme.py", "."
    ),
    "a proxy configuration of a server": Layout(
        {"package.json": "{}", "src/proxies/elm.json": PROXY}, "src/proxies/elm.json", "."
    ),
    # A folder above that only has such a file.
    "a stray package.json": Layout(
        {"package.json": LEFT_BEHIND, "downloads/acme/index.js": NODE},
        "downloads/acme",
        "downloads/acme",
        passed_over=".",
    ),
    "a stray package.json of npm init": Layout(
        {"package.json": INITIALISED, "downloads/acme.js": NODE}, "downloads/acme.js", "downloads", passed_over="."
    ),
    "a workspace that does not list it": Layout(
        {"package.json": '{"workspaces": ["packages/*", "!packages/acme"]}', "packages/acme/index.js": NODE},
        "packages/acme",
        "packages/acme",
        passed_over=".",
    ),
    "a stray environment": Layout({"venv/pyvenv.cfg": "", "acme/adapter.py": PYTHON}, "acme", "acme", passed_over="."),
    "a stray requirements.txt": Layout(
        {"requirements.txt": "flask", "acme.d/acme.py": PYTHON}, "acme.d/acme.py", "acme.d", passed_over="."
    ),
    "a stray package.json above a Python package": Layout(
        {"package.json": LEFT_BEHIND, "acme/__init__.py": PYTHON}, "acme", "acme"
    ),
    "another repository above": Layout(
        {"package.json": "{}", "src/acme/.git/HEAD": "", "src/acme/index.js": NODE}, "src/acme", "src/acme"
    ),
    "a proxy configuration below a stray package.json": Layout(
        {"package.json": LEFT_BEHIND, "downloads/elm.json": PROXY}, "downloads/elm.json", "downloads", passed_over="."
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_project_is_the_opened_folder_or_the_adapters_own(layout: Layout, tmp_path: Path) -> None:
    folder = write_files(tmp_path.resolve() / "top", layout.files)
    source = discover(str(folder / layout.opened), cwd=folder)
    assert Path(source.root) == (folder / layout.root).resolve()
    expected = "" if layout.passed_over is None else str((folder / layout.passed_over).resolve())
    assert source.passed_over == expected


@pytest.mark.parametrize("inside", ["src/connectors/acme", "adapters/acme", "downloads/acme"])
def test_a_home_folder_is_no_project_of_what_lies_below(
    inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path.resolve() / "home" / "uma"
    stray = {"package.json": INITIALISED, ".git/HEAD": "", "requirements.txt": "", ".env": "A=1"}
    write_files(home, stray | {f"{inside}/index.js": NODE})
    write_files(tmp_path, {"package.json": '{"workspaces": ["**"]}'})
    monkeypatch.setenv("HOME", str(home))
    assert discover(str(home / inside), cwd=tmp_path).root == str(home / inside)
    write_files(home, {"index.js": NODE})
    assert discover(str(home / "index.js"), cwd=tmp_path).root == str(home)


def test_a_workspace_is_found_by_what_it_lists(tmp_path: Path) -> None:
    write_files(tmp_path, {"package.json": '{"workspaces": ["packages/*"]}', "packages/a/package.json": "{}"})
    assert workspace_of(tmp_path / "packages" / "a") == tmp_path
    assert workspace_of(tmp_path / "tools" / "a") is None
    assert workspace_of(tmp_path / "packages" / "a" / "b") is None
