"""Settings of users and administrators on the command line and in a team's file, for adapters of every kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders_node import write_files
from builders_vault import file_keychain
from npm_fixture import npm_project
from program import Ran, workbench

TESTS = Path(__file__).parent.parent

MANIFEST: dict[str, Any] = {
    "serverUrl": "http://localhost",
    "author": {"name": "Kestrel"},
    "platforms": {
        "kestrel": {
            "name": "kestrel",
            "displayName": "Kestrel",
            "environment": {"type": "fixed", "url": "http://kestrel.example.test"},
            "auth": {
                "type": "apiKey",
                "apiKey": {"page": {"title": "In", "content": [{"const": "apiKey", "title": "Key"}]}},
            },
            "settings": [
                {
                    "id": "kestrelOptions",
                    "type": "section",
                    "name": "Kestrel",
                    "items": [
                        {
                            "id": "nest",
                            "type": "option",
                            "name": "Nest for new calls",
                            "required": True,
                            "options": [{"id": 12, "name": "North"}, {"id": 14, "name": "South"}],
                        },
                        {"id": "loud", "type": "boolean", "name": "Loud", "defaultValue": True},
                        {"id": "tags", "type": "option", "name": "Tags", "multiple": True, "options": ["a", "b", "c"]},
                    ],
                }
            ],
        }
    },
}

JAVASCRIPT = """
const message = (text, messageType = 'success') => ({ message: text, messageType, ttl: 2000 });
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(apiKey).toString('base64');
exports.getUserInfo = async () => ({
  successful: true, platformUserInfo: { id: '8-kestrel', name: 'Ines' }, returnMessage: message('in'),
});
exports.createCallLog = async ({ user }) => {
  const of = (name) => user.userSettings?.[name]?.value;
  if (!of('nest')) throw new Error('no nest');
  return { logId: JSON.stringify([of('nest'), of('loud'), of('tags')]), returnMessage: message('logged') };
};
exports.updateCallLog = async ({ note }) => ({ updatedNote: note, returnMessage: message('updated') });
"""
HOOK = """
exports.onUpdateUserSettings = async ({ user, userSettings, updatedSettings }) => {
  await user.update({ platformAdditionalInfo: { ...user.platformAdditionalInfo, asked: Object.keys(userSettings) } });
  if (updatedSettings.nest?.value === 14) {
    return { successful: false, returnMessage: message('The south nest is full', 'warning') };
  }
  return { successful: true, returnMessage: message('taken') };
};
"""
MODEL = """
const { AdminConfigModel } = require('@app-connect/core/models/adminConfigModel');
exports.createCallLog = async ({ hashedAccountId, additionalSubmission }) => {
  const account = await AdminConfigModel.findByPk(hashedAccountId);
  const assigned = additionalSubmission.adminAssignedUserRcId;
  const owner = account?.userMappings?.find((each) => each.rcExtensionId[0] === assigned);
  const nest = account?.dataValues.userSettings.nest;
  return { logId: JSON.stringify([owner?.crmUserId, { value: nest?.value, customizable: nest?.customizable }]) };
};
"""
TYPESCRIPT = """
interface Message { message: string; messageType: string; ttl: number }
const message = (text: string, messageType = 'success'): Message => ({ message: text, messageType, ttl: 2000 });
export const getAuthType = (): string => 'apiKey';
export const getBasicAuth = ({ apiKey }: { apiKey: string }): string => Buffer.from(apiKey).toString('base64');
export async function getUserInfo() {
  return { successful: true, platformUserInfo: { id: '8-kestrel', name: 'Ines' }, returnMessage: message('in') };
}
export async function createCallLog({ user }: { user: any }) {
  const of = (name: string): unknown => user.userSettings?.[name]?.value;
  if (!of('nest')) throw new Error('no nest');
  return { logId: JSON.stringify([of('nest'), of('loud'), of('tags')]), returnMessage: message('logged') };
}
export async function updateCallLog({ note }: { note: string }) {
  return { updatedNote: note, returnMessage: message('updated') };
}
"""
PYTHON = """
import base64, json

def message(text): return {"message": text, "messageType": "success", "ttl": 2000}
def get_auth_type(): return "apiKey"
def get_basic_auth(apiKey): return base64.b64encode(apiKey.encode()).decode()
def get_user_info(**_):
    return {"successful": True, "platformUserInfo": {"id": "8-kestrel", "name": "Ines"}, "returnMessage": message("in")}
def create_call_log(user, **_):
    of = lambda name: ((user.userSettings or {}).get(name) or {}).get("value")
    if not of("nest"):
        raise ValueError("no nest")
    log = json.dumps([of("nest"), of("loud"), of("tags")], separators=(",", ":"))
    return {"logId": log, "returnMessage": message("logged")}
def update_call_log(note, **_): return {"updatedNote": note, "returnMessage": message("updated")}
"""
KINDS = {
    "javascript": ("index.js", JAVASCRIPT),
    "typescript": ("index.ts", TYPESCRIPT),
    "python": ("adapter.py", PYTHON),
}


def adapter(folder: Path, kind: str = "javascript", more: str = "") -> Path:
    """An adapter of one kind with its manifest."""
    name, code = KINDS[kind]
    package = json.dumps({"name": "kestrel", "main": name, "type": "module" if kind == "typescript" else "commonjs"})
    return write_files(folder, {name: code + more, "manifest.json": json.dumps(MANIFEST), "package.json": package})


def fire(folder: Path, *words: str) -> Ran:
    """createCallLog over a login of its own."""
    return workbench("fire", str(folder), "createCallLog", "--field", "apiKey=k", "--json", *words, cwd=folder)


@pytest.mark.parametrize("kind", KINDS)
def test_a_setting_reaches_an_adapter_of_any_kind(tmp_path: Path, kind: str) -> None:
    ran = fire(adapter(tmp_path, kind), "--setting", "nest=north", "--setting", "loud=off", "--setting", "tags=c,a")
    assert ran.document["outcome"]["value"]["logId"] == '[12,false,["c","a"]]', ran.err


def test_a_proxy_configurations_user_holds_settings_too() -> None:
    ran = workbench("fire", "harbor-proxy", "findContact", "--json", "--setting", "shelf=oak", "--admin", "lamp!=false")
    settings = ran.document["arguments"]["user"]["userSettings"]
    assert settings == {"shelf": {"value": "oak"}, "lamp": {"customizable": False, "value": False}}, ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_needed_and_empty_is_named_by_the_manifest(tmp_path: Path, kind: str) -> None:
    ran = fire(adapter(tmp_path, kind))
    (told,) = [each for each in ran.document["findings"] if each["rule"] == "server/settings-empty"]
    assert told["severity"] == "note"
    assert "“Nest for new calls”" in told["message"]
    assert "--setting nest=" in told["message"]


def test_a_value_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    ran = fire(adapter(tmp_path), "--setting", "nest=west")
    assert ran.code == 2
    assert "Nest for new calls" in ran.out
    assert "North" in ran.out
    assert fire(tmp_path, "--setting", "nest").code == 2
    assert fire(tmp_path, "--admin", "nothing.json").code == 2


def test_the_hook_is_asked_and_its_refusal_told(tmp_path: Path) -> None:
    folder = adapter(tmp_path, more=HOOK)
    taken = fire(folder, "--setting", "nest=12")
    assert taken.code == 0, taken.err
    assert taken.document["arguments"]["user"]["platformAdditionalInfo"] == {"asked": ["nest"]}
    refused = fire(folder, "--setting", "nest=14")
    assert refused.code == 1
    assert "The south nest is full" in refused.err
    assert refused.document["arguments"]["user"]["userSettings"] == {}


def test_an_administrator_may_lock_what_a_user_sets(tmp_path: Path) -> None:
    folder = adapter(tmp_path)
    given = fire(folder, "--admin", "nest=12", "--setting", "nest=14")
    assert given.document["outcome"]["value"]["logId"].startswith("[14,")
    locked = fire(folder, "--admin", "nest!=12", "--setting", "nest=14")
    assert locked.document["outcome"]["value"]["logId"].startswith("[12,")
    assert "set by the administrator" in locked.err
    (tmp_path / "admin.json").write_text(json.dumps({"userSettings": {"nest": {"value": 12, "isRemoved": True}}}))
    removed = fire(folder, "--admin", "admin.json")
    assert removed.document["arguments"]["user"]["userSettings"] == {}


@pytest.mark.slow
def test_what_an_administrator_sets_lies_in_app_connects_model(tmp_path: Path) -> None:
    folder = adapter(tmp_path, more=MODEL)
    (folder / "node_modules").symlink_to(npm_project(TESTS / "real_server") / "node_modules")
    mappings = json.dumps([{"crmUserId": "77", "rcExtensionId": ["62000101"]}])
    words = ("--sample", "call-server-side", "--admin", f"userMappings={mappings}", "--admin", "nest!=12")
    logged = fire(folder, *words).document["outcome"]["value"]
    assert logged["logId"] == '["77",{"value":12,"customizable":false}]'


def test_a_teams_file_sets_what_everybody_needs(tmp_path: Path) -> None:
    folder = adapter(tmp_path)
    (folder / "workbench.toml").write_text('[settings]\nnest = "South"\ntags = ["b"]\n[admin]\n"loud!" = false\n')
    ran = fire(folder, "--setting", "tags=a")
    assert ran.document["outcome"]["value"]["logId"] == '[14,false,["a"]]', ran.err


def test_check_walks_the_life_with_settings(tmp_path: Path) -> None:
    folder = adapter(tmp_path)
    words = ("check", str(folder), "--field", "apiKey=k", "--json", "--setting", "nest=12")
    found = workbench(*words, cwd=folder).document["invocations"]
    assert {each["interface"]: each["verdict"] for each in found}["createCallLog"] == "meets"


def test_settings_stay_with_a_stored_connection(tmp_path: Path) -> None:
    folder = adapter(tmp_path / "kestrel")
    environment = file_keychain(tmp_path / "keychain")
    words = ("login", str(folder), "--field", "apiKey=k", "--setting", "nest=14")
    assert workbench(*words, environment=environment).code == 0
    ran = workbench("fire", str(folder), "createCallLog", "--json", environment=environment)
    assert ran.document["outcome"]["value"]["logId"].startswith("[14,"), ran.err
    token = workbench("token", str(folder), "life", "--setting", "nest=12", environment=environment)
    assert token.code == 0, token.err
    ran = workbench("fire", str(folder), "createCallLog", "--json", environment=environment)
    assert ran.document["outcome"]["value"]["logId"].startswith("[12,"), ran.err
