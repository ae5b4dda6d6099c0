"""The adapter's copy of App Connect's core knows the adapter that was opened, however it was opened and written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders_node import ADAPTERS, open_node, write_files
from npm_fixture import npm_project

from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import USER

pytestmark = pytest.mark.slow

MANIFEST = '{"platforms": {"loom": {"name": "loom", "auth": {"type": "apiKey"}}}}'
START = """
const { connectorRegistry, createCoreApp } = require('@app-connect/core');
connectorRegistry.setDefaultManifest(require('./connectors/manifest.json'));
connectorRegistry.registerConnector('weft', { createCallLog() {}, updateCallLog() {} });
connectorRegistry.registerConnector('loom', require('./connectors/loom'));
createCoreApp().listen(80);
"""
MEMBERS = """
exports.accountData = {
  workTypes: { ttlMs: 60000, fetch: async ({ user, authHeader }) => [user.hostname, authHeader] },
  plain: { fetch: async () => { throw new Error('no such list'); } },
  broken: {},
};
exports.getAuthType = () => 'apiKey';
exports.findContact = async ({ user }) => {
  const moment = require('moment');
  const registry = require('@app-connect/core/connector/registry');
  const { getAccountData } = require('@app-connect/core/lib/accountData');
  const { AccountDataModel } = require('@app-connect/core/models/accountDataModel');
  const { decodeJwt, generateJwt } = require('@app-connect/core/lib/jwt');
  const { LOG_DETAILS_FORMAT_TYPE } = require('@app-connect/core/lib/constants');
  const [first, again] = [await getAccountData(ask(user)), await getAccountData(ask(user))];
  return {
    platforms: registry.getRegisteredPlatforms().sort(),
    same: registry.getConnector('loom').accountData === exports.accountData,
    manifest: Object.keys(registry.getManifest('loom', true).platforms),
    first, again, rows: (await AccountDataModel.findAll()).map((row) => row.dataKey),
    zone: moment.utc('2026-06-17T18:05:00Z').tz('America/New_York').format('HH:mm'),
    header: require('axios').defaults.headers.common['Unified-CRM-Extension-Version'],
    session: decodeJwt(generateJwt({ id: user.id })).id,
    html: LOG_DETAILS_FORMAT_TYPE.HTML,
  };
};
const ask = (user) => ({ platform: 'loom', user, authHeader: 'Basic x', dataKey: 'workTypes' });
exports.createCallLog = async () => ({});
exports.updateCallLog = async () => ({});
"""
TYPESCRIPT = MEMBERS.replace("exports.accountData = {", "exports.accountData = <Record<string, any>>{").replace(
    "(user) =>", "(user: { id: string }) =>"
)
ES_MODULE = """
import moment from 'moment';
import axios from 'axios';
import registry from '@app-connect/core/connector/registry';
import { getAccountData } from '@app-connect/core/lib/accountData';
import { sequelize } from '@app-connect/core/models/sequelize';
import jwt from '@app-connect/core/lib/jwt';
export const accountData = { workTypes: { fetch: async ({ user, authHeader }) => [user.hostname, authHeader] } };
export const getAuthType = () => 'apiKey';
export const findContact = async ({ user }) => ({
  first: await getAccountData({ platform: 'loom', user, authHeader: 'Basic x', dataKey: 'workTypes' }),
  models: Object.keys(sequelize.models).length,
  zone: moment.utc('2026-06-17T18:05:00Z').tz('America/New_York').format('HH:mm'),
  platforms: registry.getRegisteredPlatforms(),
  session: jwt.decodeJwt(jwt.generateJwt({ id: user.id })).id,
});
"""


@pytest.fixture(scope="module")
def packages() -> Path:
    return npm_project(ADAPTERS / "appconnect") / "node_modules"


def loom(folder: Path, packages: Path, files: dict[str, str]) -> Path:
    given = {"package.json": '{"name": "loom-crm"}', "src/connectors/manifest.json": MANIFEST, **files}
    write_files(folder, given)
    (folder / "node_modules").symlink_to(packages)
    return folder


@pytest.mark.parametrize(
    ("opened", "platforms"),
    [
        ("", ["loom"]),
        ("src/index.js", ["loom", "weft"]),
        ("src/connectors/loom", ["loom"]),
        ("src/connectors/loom/index.js", ["loom"]),
    ],
)
async def test_however_it_is_opened(opened: str, platforms: list[str], packages: Path, tmp_path: Path) -> None:
    files = {"src/index.js": START, "src/connectors/loom/index.js": MEMBERS}
    folder = loom(tmp_path / "project", packages, files)
    async with open_node(folder / opened, tmp_path / "spool", platform="loom") as node:
        await seen(node, {"platforms": platforms, "header": "1.7.41"})


async def test_in_typescript(packages: Path, tmp_path: Path) -> None:
    files = {"src/connectors/loom/index.ts": TYPESCRIPT, "tsconfig.json": "{}"}
    folder = loom(tmp_path / "project", packages, files)
    async with open_node(folder / "src/connectors/loom", tmp_path / "spool", platform="loom") as node:
        await seen(node, {"platforms": ["loom"]})


async def test_in_an_es_module(packages: Path, tmp_path: Path) -> None:
    folder = loom(tmp_path / "project", packages, {"src/connectors/loom/index.mjs": ES_MODULE})
    async with open_node(folder / "src/connectors/loom/index.mjs", tmp_path / "spool", platform="loom") as node:
        outcome = await node.call("findContact")
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    assert outcome.value == {
        "first": ["acme.example", "Basic x"],
        "models": 8,
        "zone": "14:05",
        "platforms": ["loom"],
        "session": "7-acme",
    }


async def seen(node: Any, more: dict[str, Any]) -> None:
    """What an adapter with MEMBERS sees."""
    assert node.description.account_data == {"workTypes": 60000, "plain": None}
    outcome = await node.call("findContact")
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    expected = {
        "same": True,
        "manifest": ["loom"],
        "first": ["acme.example", "Basic x"],
        "again": ["acme.example", "Basic x"],
        "rows": ["workTypes"],
        "zone": "14:05",
        "session": "7-acme",
        "html": "text/html",
        **more,
    }
    assert {name: outcome.value[name] for name in expected} == expected


async def test_account_data_is_fetched_by_its_key(packages: Path, tmp_path: Path) -> None:
    folder = loom(tmp_path / "project", packages, {"src/connectors/loom/index.js": MEMBERS})
    async with open_node(folder / "src/connectors/loom", tmp_path / "spool", platform="loom") as node:
        given = {"user": USER, "authHeader": "Basic x"}
        assert (await node.call("accountData.workTypes", given)).value == ["acme.example", "Basic x"]
        outcome = await node.call("accountData.plain", given)
        assert outcome.error is not None
        assert outcome.error.message == "no such list"


async def test_moment_has_its_zones_before_the_adapter_is_loaded(packages: Path, tmp_path: Path) -> None:
    text = (
        "const moment = require('moment');\n"
        "const zone = moment.utc(0).tz('Asia/Tokyo').format('HH');\n"
        "module.exports = { getAuthType: () => 'apiKey', findContact: () => zone };\n"
    )
    folder = loom(tmp_path / "project", packages, {"adapter.js": text})
    async with open_node(folder / "adapter.js", tmp_path / "spool", platform="loom") as node:
        assert (await node.call("findContact")).value == "09"


async def test_a_core_that_is_not_whole_does_no_harm(tmp_path: Path) -> None:
    files = {
        "node_modules/@app-connect/core/package.json": '{"name": "@app-connect/core", "version": "1.0.0"}',
        "adapter.js": "exports.getAuthType = () => 'apiKey'; exports.findContact = () => 1;",
    }
    folder = write_files(tmp_path / "project", files)
    async with open_node(folder / "adapter.js", tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == 1
