"""What Sequelize does by way of the workbench's database is what it does on SQLite."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_node import ADAPTERS, OpenNode, open_node, write_files
from npm_fixture import npm_project

from workbench.core.run.invocation import OutcomeKind
from workbench.runtimes.protocol import Call
from workbench.services.app_connect_database import AppConnectDatabase

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def packages() -> Path:
    return npm_project(ADAPTERS / "appconnect") / "node_modules"


def notes(packages: Path, tmp_path: Path) -> Path:
    shutil.copytree(ADAPTERS / "notes", tmp_path / "notes")
    return project(tmp_path / "notes", packages, {})


def project(folder: Path, packages: Path, files: dict[str, str]) -> Path:
    write_files(folder, files)
    (folder / "node_modules").symlink_to(packages)
    return folder


@pytest.fixture
async def node(packages: Path, tmp_path: Path) -> AsyncIterator[OpenNode]:
    async with open_node(notes(packages, tmp_path), tmp_path / "spool") as opened:
        yield opened


async def test_models_do_as_on_sqlite(node: OpenNode) -> None:
    differing = {}
    for work in (await node.call("findContact", {})).value:
        for table in ("notes", "callLogs", "caches", "adminConfigs", "sqlite_sequence"):
            node.database.execute(f"DELETE FROM {table}", None, "run")
        outcome = await node.call("findContact", {"work": work})
        assert outcome.kind is OutcomeKind.RETURNED, (work, outcome)
        if outcome.value["told"] != outcome.value["right"]:
            differing[work] = outcome.value
    assert differing == {}


async def test_overlapping_calls_share_the_database(node: OpenNode) -> None:
    calls = [Call(str(n), "findContact", ({"work": "add", "title": str(n)},), None, 20.0) for n in range(12)]
    outcomes = await asyncio.gather(*(node.runtime.call(call) for call in calls))
    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.RETURNED}
    assert len(node.rows("notes")) == 12


async def test_what_a_child_began_ends_with_it(node: OpenNode) -> None:
    assert (await node.call("findContact", {"work": "leave"})).kind is OutcomeKind.CRASHED
    assert node.rows("notes") == []
    assert (await node.call("findContact", {"work": "add", "title": "x"})).value == 1
    assert len(node.rows("notes")) == 1


async def test_the_database_that_counts_is_asked_for_at_each_statement(packages: Path, tmp_path: Path) -> None:
    first, second = AppConnectDatabase(), AppConnectDatabase()
    current = [first]
    async with open_node(notes(packages, tmp_path), tmp_path / "spool", database=lambda: current[0]) as node:
        assert (await node.call("findContact", {"work": "add", "title": "x"})).value == 1
        second.take_tables(first)
        current[0] = second
        assert (await node.call("findContact", {"work": "add", "title": "y"})).value == 1
    for database, title in ((first, "x"), (second, "y")):
        assert database.execute("SELECT title FROM notes").rows == [{"title": title}]
        assert len(database.execute("SELECT * FROM callLogs").rows) == 1


async def test_files_of_the_adapter_stay_its_own(packages: Path, tmp_path: Path) -> None:
    adapter = """
const { Sequelize, DataTypes } = require('sequelize');
const own = new Sequelize({ dialect: 'sqlite', storage: './own.sqlite', logging: false });
const Thing = own.define('things', { name: DataTypes.STRING, big: DataTypes.DOUBLE });
const shared = new Sequelize(process.env.DATABASE_URL, { logging: false });
exports.getAuthType = () => 'apiKey';
exports.findContact = async ({ user }) => {
  await own.sync();
  const thing = await Thing.create({ name: 'x' });
  const [users] = await shared.query('SELECT id FROM users');
  return [thing.id, await Thing.count(), users];
};
"""
    folder = project(tmp_path / "own", packages, {"index.js": adapter})
    async with open_node(folder, tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == [1, 1, [{"id": "7-acme"}]]
        tables = {row["name"] for row in node.database.execute("SELECT name FROM sqlite_master").rows}
    assert (folder / "own.sqlite").is_file()
    assert "things" not in tables


async def test_without_a_database_nothing_is_found_or_kept(tmp_path: Path) -> None:
    adapter = (
        "exports.getAuthType = () => 'apiKey';\n"
        "exports.findContact = async ({ user }) => (await user.update({ accessToken: '' })).accessToken;\n"
    )
    folder = write_files(tmp_path / "plain", {"index.js": adapter})
    async with open_node(folder, tmp_path / "spool", database=None) as node:
        outcome = await node.call("findContact")
    assert outcome.value == ""
    assert outcome.user_changes.operations[0].values == {"accessToken": ""}
