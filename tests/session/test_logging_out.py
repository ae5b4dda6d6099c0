"""Logging out in an adapter's own way: whether tokens are left is seen from the stored row."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from builders_node import write_files
from builders_real_server import FOLDER
from npm_fixture import npm_project

from workbench.core.connection.connection import Connection
from workbench.core.login import lost_connection
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.services.history import History
from workbench.session.leaving import changes_of, log_out
from workbench.session.life import sample_firing
from workbench.session.login import Credentials, login
from workbench.session.open_adapter import OpenAdapter
from workbench.session.session import Session

NODE = """
const { UserModel } = require('@app-connect/core/models/userModel');

async function leave(user) {
  WAY
}

exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = async () => ({ successful: true, platformUserInfo: { id: '7-acme', name: 'Uma' } });
exports.findContactWithName = async ({ user }) => {
  await leave(user);
  return { successful: true, matchedContactInfo: [] };
};
exports.unAuthorize = async ({ user }) => {
  await leave(user);
  return { returnMessage: { message: 'Bye', messageType: 'success', ttl: 1000 } };
};
exports.createCallLog = async () => ({});
exports.updateCallLog = async () => ({});
"""

PYTHON = """
import base64

async def leave(user):
    WAY

def get_auth_type():
    return "apiKey"

def get_basic_auth(given):
    return base64.b64encode(given["apiKey"].encode()).decode()

async def get_user_info(given):
    return {"successful": True, "platformUserInfo": {"id": "7-acme", "name": "Uma"}}

async def find_contact_with_name(given):
    await leave(given["user"])
    return {"successful": True, "matchedContactInfo": []}

async def un_authorize(given):
    await leave(given["user"])
    return {"returnMessage": {"message": "Bye", "messageType": "success", "ttl": 1000}}

async def create_call_log(given):
    return {}

async def update_call_log(given):
    return {}
"""

MODEL = "await UserModel.update({ accessToken: '', refreshToken: '' }, { where: { id: user.id } });"
DESTROYED = "await (await UserModel.findByPk(user.id)).destroy();"
BACK = """user.accessToken = ''; await user.save();
  await UserModel.update({ accessToken: 'k' }, { where: { id: user.id } });"""
LEFT = [
    ("index.js", "user.accessToken = ''; await user.save();", ["save"]),
    ("index.js", MODEL, ["update"]),
    ("index.js", DESTROYED, ["destroy"]),
    ("index.js", "await user.destroy();", ["destroy"]),
    ("adapter.py", 'user.accessToken = ""\n    await user.save()', ["save"]),
    ("adapter.py", "await user.destroy()", ["destroy"]),
]
STAYED = [
    ("index.js", "", []),
    (
        "index.js",
        "await UserModel.update({ hostname: String(process.hrtime()) }, { where: { id: user.id } });",
        ["update"],
    ),
    ("index.js", BACK, ["save"]),
    ("index.js", "user.accessToken = '';", ["accessToken assigned"]),
    ("adapter.py", "pass", []),
    ("adapter.py", 'await user.update({"hostname": "x"})', ["update"]),
]


async def connected(session: Session, folder: Path, file: str, way: str) -> OpenAdapter:
    """An adapter that logs out in this way, logged in."""
    text = NODE if file == "index.js" else PYTHON
    write_files(folder / "acme", {file: text.replace("WAY", way)})
    if file == "index.js":
        (folder / "acme" / "node_modules").symlink_to(npm_project(FOLDER) / "node_modules")
    adapter = await session.open(str(folder / "acme"), platform="acme")
    await login(adapter, Credentials(fields={"apiKey": "k"}, hostname="acme.example"), nobody_asked)
    await session.connections.save(adapter)
    return adapter


def rules(invocation: Invocation) -> set[str]:
    assert invocation.outcome.kind is OutcomeKind.RETURNED, invocation.outcome
    return {finding.rule for finding in invocation.findings}


def before_call(adapter: OpenAdapter) -> Connection:
    assert adapter.connection is not None
    return adapter.connection.as_it_is()


@pytest.mark.parametrize(("file", "way", "told"), LEFT)
async def test_a_logout_that_leaves_no_token(file: str, way: str, told: list[str], tmp_path: Path) -> None:
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        adapter = await connected(session, tmp_path, file, way)
        before = before_call(adapter)
        found = await adapter.fire(sample_firing(adapter, "findContactWithName"))
        lost = lost_connection(found, before, adapter.connection, time.time())
        assert lost is not None
        assert lost.key == "logged-out"
        assert ("destroyed" in lost.title) is ("destroy" in told)
        assert [name for name, _ in changes_of(found)] == told

        await login(adapter, Credentials(fields={"apiKey": "k"}), nobody_asked)
        left = await log_out(adapter, session.connections)
        assert left.invocation is not None
        assert "un-authorize/tokens-left" not in rules(left.invocation)
        assert [name for name, _ in changes_of(left.invocation)] == told


@pytest.mark.parametrize(("file", "way", "told"), STAYED)
async def test_a_logout_that_leaves_them(file: str, way: str, told: list[str], tmp_path: Path) -> None:
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        adapter = await connected(session, tmp_path, file, way)
        before = before_call(adapter)
        found = await adapter.fire(sample_firing(adapter, "findContactWithName"))
        assert lost_connection(found, before, adapter.connection, time.time()) is None

        left = await log_out(adapter, session.connections)
        assert left.invocation is not None
        assert "un-authorize/tokens-left" in rules(left.invocation)
        assert [name for name, _ in changes_of(left.invocation)] == told


async def nobody_asked(url: str, redirect_uri: str) -> str:
    """An API key needs no page."""
    raise AssertionError(url)
