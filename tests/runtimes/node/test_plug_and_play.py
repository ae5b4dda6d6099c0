"""Packages of a Yarn Plug'n'Play project are where its .pnp.cjs says, for both module systems and TypeScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node import open_node, write_files

from workbench.core.errors import AdapterLoadError

PNP = """
const path = require('path');
const Module = require('module');
const packages = { tiny: '.yarn/cache/tiny/index.js', modern: '.yarn/cache/modern/index.mjs' };
const find = (request) => packages[request] && path.join(__dirname, packages[request]);
function refuse(request, parent) {
  const error = new Error(`Your application tried to access ${request}, but it isn't declared.\\n\\n`
    + `Required package: ${request}\\nRequired by: ${parent}\\n`);
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
}
module.exports = {
  findPackageLocator: (file) => (file.startsWith(__dirname) ? {} : null),
  resolveRequest: (request, parent) => find(request) ?? refuse(request, parent),
  setup() {
    const original = Module._resolveFilename;
    Module._resolveFilename = function (request, parent, isMain, options) {
      // As Yarn's own does.
      if (Object.keys(options ?? {}).some((name) => name !== 'paths')) throw new Error('not supported');
      return find(request) ?? original.call(Module, request, parent, isMain, options);
    };
    Module._load = () => { throw new Error('it passes by the hooks'); };
  },
};
"""
PACKAGES = {
    ".pnp.cjs": PNP,
    "yarn.lock": "",
    ".yarn/cache/tiny/index.js": "exports.v = 'apiKey';",
    ".yarn/cache/modern/index.mjs": "export const v = 'apiKey';",
}
ADAPTERS = {
    "require": {"index.js": "const { v } = require('tiny'); exports.getAuthType = () => v;"},
    "import": {
        "package.json": '{"type": "module"}',
        "index.js": "import { v } from 'modern'; export const getAuthType = () => v;",
    },
    "import()": {
        "index.js": "exports.getAuthType = () => 'apiKey';\n"
        "exports.findContact = async () => (await import('modern')).v;"
    },
    "TypeScript": {"index.ts": "import { v } from 'tiny'; export const getAuthType = (): string => v;"},
}


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
async def test_packages_are_found(adapter: dict[str, str], tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", {"package.json": "{}", **PACKAGES, **adapter})
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.auth_type == "apiKey"
        assert any(".pnp.cjs says where its packages are" in note for note in node.description.notes)
        if "findContact" in node.description.exports:
            assert (await node.call("findContact")).value == "apiKey"


async def test_the_workspace_that_lists_the_project_says_where_packages_are(tmp_path: Path) -> None:
    top = {"package.json": '{"workspaces": ["packages/*"]}', **PACKAGES}
    folder = write_files(tmp_path / "top", {**top, "packages/acme/package.json": "{}"})
    write_files(folder / "packages" / "acme", ADAPTERS["require"])
    async with open_node(folder / "packages" / "acme", tmp_path / "spool") as node:
        assert node.description.auth_type == "apiKey"
    write_files(folder, {"package.json": "{}"})
    with pytest.raises(AdapterLoadError) as caught:
        async with open_node(folder / "packages" / "acme", tmp_path / "spool"):
            pass
    assert "npm install tiny" in caught.value.hint, "a .pnp.cjs of something else is not run"


async def test_a_package_that_is_not_declared_is_added_by_yarn(tmp_path: Path) -> None:
    files = {"package.json": "{}", **PACKAGES, "index.js": "require('other'); exports.getAuthType = () => 'apiKey';"}
    folder = write_files(tmp_path.resolve() / "project", files)
    with pytest.raises(AdapterLoadError) as caught:
        async with open_node(folder, tmp_path / "spool"):
            pass
    assert "The npm package other, which index.js needs, is not installed." in caught.value.message
    assert caught.value.hint == f"Run yarn add other in {folder}."
