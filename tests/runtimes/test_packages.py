"""A module that a Node adapter does not find: what it is, and the command of the project's own manager for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders_node import open_node, write_files

from workbench.core.errors import AdapterLoadError
from workbench.runtimes.packages import manager_of, missing

AUTH = "exports.getAuthType = () => 'apiKey';"


def package(**members: object) -> str:
    return json.dumps(members)


MANAGERS = {
    "nothing": ({"package.json": "{}"}, ".", "npm", "."),
    "packageManager": ({"package.json": package(packageManager="pnpm@9.1.0")}, ".", "pnpm", "."),
    "packageManager before a lock file": (
        {"package.json": package(packageManager="yarn@4.5.0+sha224.0"), "package-lock.json": ""},
        ".",
        "yarn",
        ".",
    ),
    "devEngines": ({"package.json": package(devEngines={"packageManager": {"name": "bun"}})}, ".", "bun", "."),
    "npm's lock file": ({"package.json": "{}", "npm-shrinkwrap.json": ""}, ".", "npm", "."),
    "pnpm's lock file": ({"package.json": "{}", "pnpm-lock.yaml": ""}, ".", "pnpm", "."),
    "Yarn's lock file": ({"package.json": "{}", "yarn.lock": ""}, ".", "yarn", "."),
    "Plug'n'Play": ({"package.json": "{}", ".pnp.cjs": ""}, ".", "yarn", "."),
    "bun's lock file": ({"package.json": "{}", "bun.lockb": ""}, ".", "bun", "."),
    "a workspace that lists it": (
        {"package.json": package(workspaces=["packages/*"]), "yarn.lock": "", "packages/a/package.json": "{}"},
        "packages/a",
        "yarn",
        ".",
    ),
    "pnpm's workspace": (
        {"pnpm-workspace.yaml": 'packages:\n  - "packages/*"\n', "packages/a/package.json": "{}"},
        "packages/a",
        "pnpm",
        ".",
    ),
    "a lock file of something else above": (
        {"package.json": "{}", "yarn.lock": "", "tools/a/package.json": "{}"},
        "tools/a",
        "npm",
        "tools/a",
    ),
}


@pytest.mark.parametrize("case", MANAGERS.values(), ids=MANAGERS)
def test_the_manager_of_a_project(case: tuple[dict[str, str], str, str, str], tmp_path: Path) -> None:
    files, folder, manager, top = case
    write_files(tmp_path, files)
    assert manager_of(tmp_path / folder) == (manager, tmp_path / top)


SHARED = package(name="@loom/shared", main="dist/index.js", scripts={"build": "tsc"})
LINKED = {"packages/shared/package.json": SHARED, "packages/shared/src/index.ts": ""}


@pytest.mark.parametrize(
    ("more", "wanted", "said", "hint"),
    [
        ({}, "axios", "npm package axios, which index.js needs, is not installed", "npm install axios in"),
        ({"yarn.lock": ""}, "axios/lib/x", "npm package axios,", "Run yarn add axios in"),
        ({"pnpm-lock.yaml": ""}, "@acme/client", "npm package @acme/client,", "Run pnpm add @acme/client in"),
        (
            {"packages/core/package.json": package(name="@loom/core")},
            "@loom/core/lib/x",
            "npm package @loom/core,",
            "Run npm install in {root}.",
        ),
        ({"bun.lock": ""}, "declared", "declared, which index.js needs, is not installed", "Run bun install in"),
        ({}, "./helpr", "The file ./helpr, which index.js needs, does not exist", "helper.js"),
        ({}, "./gone/x", "The file ./gone/x", "does not exist either"),
        (
            {},
            "{root}/node_modules/@loom/shared/dist/index.js",
            "package @loom/shared, which index.js needs, is not built: dist/index.js is not there",
            "Run npm run build:shared in {root}.",
        ),
        (
            {"yarn.lock": ""},
            "@loom/shared/dist/x",
            "@loom/shared, which index.js needs, is not built",
            "yarn run build",
        ),
        ({}, "./packages/shared/dist/x", "@loom/shared, which index.js needs, is not built", "build:shared"),
        ({}, "@loom/shared/typo", "@loom/shared, which index.js needs, is installed but has no module typo", "version"),
        (
            {"node_modules/flat/package.json": package(name="flat", main="x.js")},
            "{root}/node_modules/flat/x.js",
            "package flat, which index.js needs, is installed but has no main file",
            "npm install in {root}",
        ),
    ],
)
def test_what_is_missing(more: dict[str, str], wanted: str, said: str, hint: str, tmp_path: Path) -> None:
    top = package(
        workspaces=["packages/*"],
        dependencies={"declared": "1"},
        scripts={"build": "tsc -b", "build:shared": "tsc -p packages/shared"},
    )
    write_files(tmp_path, {"package.json": top, "index.js": "", "helper.js": "", **LINKED, **more})
    scope = tmp_path / "node_modules" / "@loom"
    scope.mkdir(parents=True)
    (scope / "shared").symlink_to("../../packages/shared")
    found = missing(wanted.replace("{root}", str(tmp_path)), str(tmp_path / "index.js"), tmp_path)
    assert said in found.sentence
    assert hint.replace("{root}", str(tmp_path)) in found.hint


@pytest.mark.parametrize(
    ("scripts", "more", "hint"),
    [
        ({"compile": "tsc"}, {}, "npm run compile in {root}/packages/shared."),
        ({"test": "x", "prepare": "tsc"}, {}, "npm run prepare in {root}/packages/shared."),
        ({}, {"packages/shared/tsconfig.json": "{}"}, "npx tsc -p {root}/packages/shared."),
        ({}, {}, "Build it in {root}/packages/shared"),
    ],
)
def test_how_a_package_is_built(scripts: dict[str, str], more: dict[str, str], hint: str, tmp_path: Path) -> None:
    shared = package(name="@loom/shared", main="dist/index.js", scripts=scripts)
    top = {"package.json": package(workspaces=["packages/*"]), "packages/shared/package.json": shared}
    write_files(tmp_path, {**top, **more})
    found = missing("./packages/shared/dist/index.js", str(tmp_path / "index.js"), tmp_path)
    assert hint.replace("{root}", str(tmp_path)) in found.hint


@pytest.mark.parametrize("asks", ["const s = require('@loom/shared');", "import s from '@loom/shared';"])
async def test_a_package_of_the_repository_that_was_never_built(asks: str, tmp_path: Path) -> None:
    top = package(workspaces=["packages/*"])
    folder = write_files(tmp_path / "project", {"package.json": top, "index.js": f"{asks} {AUTH}", **LINKED})
    (folder / "node_modules" / "@loom").mkdir(parents=True)
    (folder / "node_modules" / "@loom" / "shared").symlink_to("../../packages/shared")
    with pytest.raises(AdapterLoadError) as caught:
        async with open_node(folder, tmp_path / "spool"):
            pass
    assert "@loom/shared, which index.js needs, is not built: dist/index.js is not there." in caught.value.message
    assert caught.value.hint == f"Run npm run build in {folder.resolve()}/packages/shared."
    assert caught.value.code == "missing-package"
