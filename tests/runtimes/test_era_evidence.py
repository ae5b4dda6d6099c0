"""The version of the core package is found where projects of several kinds keep it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders_node import write_files

from workbench.core.contract.eras import HEAD, MID, SEED
from workbench.runtimes.discovery import discover

JS = "module.exports = { getAuthType: () => 'apiKey', createCallLog, updateCallLog };"
TS = "export const getAuthType = (): string => 'oauth';\nexport async function createCallLog() {}"
CORE = "@app-connect/core"
AT = "src/adapters/elm/index.js"
"""A place that alone would mean June 2025."""


def package(spec: str | None = None, kind: str = "dependencies", **more: Any) -> str:
    asked = {kind: {"axios": "^1.1.2", CORE: spec}} if spec is not None else {}
    return json.dumps({"name": "elm-server", "version": "1.0.0", **asked, **more})


NPM_LOCK = {
    "lockfileVersion": 3,
    "packages": {"": {"dependencies": {CORE: "^1.6.0"}}, f"node_modules/{CORE}": {"version": "1.6.9"}},
}
OLD_NPM_LOCK = {"lockfileVersion": 1, "dependencies": {CORE: {"version": "1.7.3", "requires": {}}}}
LINKED_LOCK = {
    "lockfileVersion": 3,
    "packages": {
        f"node_modules/{CORE}": {"resolved": "packages/core", "link": True},
        "packages/core": {"name": CORE, "version": "1.6.1"},
    },
}
YARN = f"""# yarn lockfile v1

"{CORE}@^1.6.0":
  version "1.6.12"
  resolved "x"

axios@^1.1.2:
  version "1.7.2"
"""
BERRY = f"""__metadata:
  version: 8

"{CORE}@npm:^1.6.0, {CORE}@npm:^1.6.3":
  version: 1.6.4
  resolution: "{CORE}@npm:1.6.4"
"""
PNPM = f"""lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '{CORE}':
        specifier: ^1.6.0
        version: 1.6.7(express@4.21.2)
packages:
  '{CORE}@1.6.7':
    resolution: {{integrity: sha512-x}}
"""
OLD_PNPM = f"lockfileVersion: 5.4\n\ndependencies:\n  '{CORE}': 1.7.11\n  axios: 1.1.2\n"
BUN = f'{{ "packages": {{ "{CORE}": ["{CORE}@1.6.2", "", {{}}, "sha512-x"], }} }}'

PROJECTS = {
    "no core package, in src/adapters": ({"package.json": package()}, SEED, "src/adapters"),
    "asked for in package.json alone": ({"package.json": package("^1.7.11")}, HEAD, "package.json"),
    "asked for among what only developers need": (
        {"package.json": package("~1.6.2", "devDependencies")},
        MID,
        "package.json has @app-connect/core ~1.6.2",
    ),
    "asked for under another name": (
        {"package.json": json.dumps({"dependencies": {"core": f"npm:{CORE}@1.6.8"}})},
        MID,
        "1.6.8",
    ),
    "npm's lock": (
        {"package.json": package("^1.6.0"), "package-lock.json": json.dumps(NPM_LOCK)},
        MID,
        "package-lock.json has @app-connect/core 1.6.9",
    ),
    "an old lock of npm": (
        {"package.json": package("^1.6.0"), "package-lock.json": json.dumps(OLD_NPM_LOCK)},
        HEAD,
        "1.7.3",
    ),
    "npm's lock of a linked workspace": (
        {"package.json": package("*"), "package-lock.json": json.dumps(LINKED_LOCK)},
        MID,
        "1.6.1",
    ),
    "Yarn's lock": (
        {"package.json": package("^1.6.0"), "yarn.lock": YARN},
        MID,
        "yarn.lock has @app-connect/core 1.6.12",
    ),
    "Yarn's lock since 2": ({"package.json": package("^1.6.3"), "yarn.lock": BERRY}, MID, "1.6.4"),
    "pnpm's lock": (
        {"package.json": package("^1.6.0"), "pnpm-lock.yaml": PNPM},
        MID,
        "pnpm-lock.yaml has @app-connect/core 1.6.7",
    ),
    "an old lock of pnpm": ({"package.json": package("^1.6.0"), "pnpm-lock.yaml": OLD_PNPM}, HEAD, "1.7.11"),
    "Bun's lock": ({"package.json": package("^1.6.0"), "bun.lock": BUN}, MID, "bun.lock has @app-connect/core 1.6.2"),
    "a lock that cannot be read": (
        {"package.json": package("^1.7.0"), "package-lock.json": "<<<<<<< HEAD"},
        HEAD,
        "package.json has @app-connect/core ^1.7.0",
    ),
    "installed, with no lock": (
        {
            "package.json": package("^1.6.0"),
            f"node_modules/{CORE}/package.json": json.dumps({"name": CORE, "version": "1.7.41"}),
        },
        HEAD,
        "node_modules has @app-connect/core 1.7.41",
    ),
    "the core package in the same repository": (
        {
            "package.json": package(workspaces=["./packages/*"]),
            "packages/core/package.json": json.dumps({"name": CORE, "version": "1.6.1"}),
            "packages/template/package.json": json.dumps({"name": "template", "version": "9.9.9"}),
        },
        MID,
        "core/package.json has @app-connect/core 1.6.1",
    ),
    "a path to the core package": (
        {
            "package.json": package("file:./server/core"),
            "server/core/package.json": json.dumps({"name": CORE, "version": "1.7.22"}),
        },
        HEAD,
        "1.7.22",
    ),
    "a package of pnpm's workspace": (
        {
            "package.json": package("workspace:*"),
            "pnpm-workspace.yaml": "packages:\n  - libs/*\n",
            "libs/core/package.json": json.dumps({"name": CORE, "version": "1.6.6"}),
        },
        MID,
        "1.6.6",
    ),
}


@pytest.mark.parametrize(("files", "era", "reason"), PROJECTS.values(), ids=PROJECTS)
def test_a_project_tells_its_server(tmp_path: Path, files: dict[str, str], era: str, reason: str) -> None:
    write_files(tmp_path, {AT: JS, **files})
    seen = discover(".", cwd=tmp_path).seen
    assert seen.era == era
    assert reason in seen.reason


def test_the_adapters_folder_alone_tells_as_much_as_its_project(tmp_path: Path) -> None:
    write_files(tmp_path, {AT: JS, "package.json": package("^1.6.0"), "yarn.lock": YARN})
    for opened in ("src/adapters/elm", AT, "src"):
        assert discover(opened, cwd=tmp_path).seen.era == MID


def test_a_package_of_a_monorepo_reads_the_lock_above_it(tmp_path: Path) -> None:
    above = {"package.json": json.dumps({"private": True, "workspaces": {"packages": ["crms/*"]}})}
    own = {"crms/elm/package.json": package("^1.6.0"), "crms/elm/src/connectors/elm.ts": TS}
    write_files(tmp_path, {**above, **own, "yarn.lock": YARN})
    assert discover("crms/elm", cwd=tmp_path).seen.reason == "yarn.lock has @app-connect/core 1.6.12."


def test_a_project_far_above_that_has_nothing_to_do_with_it_is_not_asked(tmp_path: Path) -> None:
    write_files(tmp_path, {"package.json": package("^1.6.0"), "yarn.lock": YARN})
    write_files(tmp_path, {"code/elm/package.json": package(), "code/elm/src/connectors/elm/index.js": JS})
    assert discover("code/elm", cwd=tmp_path).seen.era == HEAD


def test_a_start_file_tells_how_adapters_are_registered(tmp_path: Path) -> None:
    start = "require('./core').adapterRegistry.registerAdapter('elm', require('./adapters/elm'));"
    write_files(tmp_path, {"package.json": package(), AT: JS, "src/index.js": start})
    assert discover(".", cwd=tmp_path).seen.era == MID


def test_answers_are_looked_for_in_all_files_of_an_adapter(tmp_path: Path) -> None:
    index = "exports.getAuthType = () => 'apiKey';\nexports.getUserInfo = require('./user');"
    write_files(tmp_path, {"index.js": index, "user.js": "module.exports = async () => ({ id: '1', name: 'Uma' });"})
    assert discover(".", cwd=tmp_path).seen.era == SEED
    (tmp_path / "user.js").write_text("module.exports = async () => ({ successful: true, platformUserInfo: {} });")
    assert discover(".", cwd=tmp_path).seen.era == HEAD


def test_python_and_proxy_adapters_are_for_todays_server(tmp_path: Path) -> None:
    code = "def get_auth_type():\n    return 'apiKey'\n\ndef get_user_info(**_):\n    return {'id': '1'}\n"
    proxy = json.dumps({"meta": {"name": "elm"}, "auth": {"type": "apiKey"}, "requestDefaults": {}, "operations": {}})
    write_files(tmp_path, {"src/adapters/elm.py": code, "proxy.json": proxy})
    assert discover("src/adapters/elm.py", cwd=tmp_path).seen.era == HEAD
    assert discover("proxy.json", cwd=tmp_path).seen.era == HEAD
