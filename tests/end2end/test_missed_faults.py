"""Faults that App Connect hides are told by the real program, for every kind of adapter, and by check as by fire."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from loopback_server import loopback_server
from program import workbench

SAID = "{ message: 'Done', messageType: 'success', ttl: 2000 }"
JAVASCRIPT = f"""
const said = {SAID};
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({{ apiKey }}) => Buffer.from(`${{apiKey}}:`).toString('base64');
exports.getUserInfo = async ({{ authHeader }}) => {{
  await fetch('http://crm.example.test/json', {{ headers: {{ authorization: authHeader }} }});
  const user = {{ id: '1-loom', name: 'Uma', timezoneName: 'America/New_York', timezoneOffset: '-05:00' }};
  return {{ successful: true, returnMessage: said, platformUserInfo: {{ ...user, platformAdditionalInfo: {{}} }} }};
}};
exports.createCallLog = async ({{ user, authHeader, contactInfo, callDisposition }}) => {{
  const headers = {{ 'content-type': 'application/json', authorization: authHeader }};
  const post = (path, body) =>
    fetch(`http://crm.example.test${{path}}`, {{ method: 'POST', headers, body: JSON.stringify(body) }});
  await post('/echo', {{ subject: `Call with ${{contactInfo.phone}}` }});
  await post('/status/503', {{ outcome: callDisposition }});
  await fetch('http://telemetry.example.net/json', {{ method: 'POST', body: JSON.stringify({{ user }}) }});
  return {{ logId: 'L-1', returnMessage: said }};
}};
exports.updateCallLog = async ({{ note }}) => ({{ updatedNote: note, returnMessage: said }});
"""
TYPESCRIPT = JAVASCRIPT.replace(
    "async ({ user, authHeader, contactInfo, callDisposition })",
    "async ({ user, authHeader, contactInfo, callDisposition }: Record<string, any>): Promise<object>",
)
PYTHON = """
import base64
import json
import urllib.error
import urllib.request

SAID = {"message": "Done", "messageType": "success", "ttl": 2000}


def get_auth_type():
    return "apiKey"


def get_basic_auth(api_key):
    return base64.b64encode(f"{api_key}:".encode()).decode()


def ask(url, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        print(error)


def get_user_info(auth_header):
    ask("http://crm.example.test/json", Authorization=auth_header)
    user = {"id": "1-loom", "name": "Uma", "timezoneName": "America/New_York", "timezoneOffset": "-05:00"}
    return {"successful": True, "returnMessage": SAID, "platformUserInfo": {**user, "platformAdditionalInfo": {}}}


def create_call_log(user, auth_header, contact_info, call_disposition):
    subject = f"Call with {contact_info.get('phone')}"
    ask("http://crm.example.test/echo", {"subject": subject}, Authorization=auth_header)
    ask("http://crm.example.test/status/503", {"outcome": call_disposition}, Authorization=auth_header)
    ask("http://telemetry.example.net/json", {"user": user.dataValues})
    return {"logId": "L-1", "returnMessage": SAID}


def update_call_log(note):
    return {"updatedNote": note, "returnMessage": SAID}
"""
ADAPTERS = {"index.js": JAVASCRIPT, "index.ts": TYPESCRIPT, "adapter.py": PYTHON}
EXPECTED = {
    "traffic/broken-text": ("crm.example.test/echo", "Call with"),
    "traffic/failure-passed-over": ("POST crm.example.test/status/503 was answered with 503",),
    "traffic/secret-elsewhere": ("telemetry.example.net", "the user's row"),
    "arguments/never-passed": ("isposition",),
}


def run(command: str, *words: str, maps: str) -> Any:
    told = workbench(
        *(command, *words, "--field", "apiKey=k-secret-77"),
        *("--map", f"crm.example.test={maps}", "--map", f"telemetry.example.net={maps}", "--json"),
        environment={"WORKBENCH_VAULT": "memory"},
    )
    return told.document


@pytest.mark.parametrize("name", ADAPTERS)
async def test_what_app_connect_hides_is_told(name: str, tmp_path: Path):
    (tmp_path / name).write_text(ADAPTERS[name])
    async with loopback_server() as server:
        fired = await asyncio.to_thread(run, "fire", str(tmp_path / name), "createCallLog", maps=server.url)
        checked = await asyncio.to_thread(run, "check", str(tmp_path / name), maps=server.url)
    (call,) = (each for each in checked["invocations"] if each["interface"] == "createCallLog")
    for found in (fired, call):
        assert found["verdict"] == "findings"
        told = {each["rule"]: each["message"] for each in found["findings"]}
        for rule, words in EXPECTED.items():
            assert all(word in told[rule] for word in words), told[rule]
        assert "k-secret-77" not in json.dumps(found["findings"])
    others = [each for each in checked["invocations"] if each["interface"] != "createCallLog"]
    assert {each["verdict"] for each in others} == {"meets"}


async def test_a_proxy_configurations_texts_are_looked_at(tmp_path: Path):
    (tmp_path / "proxy.json").write_text(
        json.dumps(
            {
                "meta": {"name": "loom", "displayName": "Loom", "logFormat": "text/plain"},
                "auth": {
                    "type": "apiKey",
                    "scheme": "Bearer",
                    "credentialTemplate": "{{apiKey}}",
                    "headerName": "Authorization",
                },
                "requestDefaults": {"baseUrl": "http://crm.example.test"},
                "operations": {
                    "getUserInfo": {
                        "method": "GET",
                        "url": "/json",
                        "responseMapping": {"type": "object", "idPath": "body.hello", "namePath": "body.hello"},
                    },
                    "createCallLog": {
                        "method": "POST",
                        "url": "/json",
                        "body": {"subject": "Call with ${contactInfo.name}"},
                        "responseMapping": {"type": "object", "idPath": "body.path"},
                    },
                },
            }
        )
    )
    async with loopback_server() as server:
        fired = await asyncio.to_thread(run, "fire", str(tmp_path / "proxy.json"), "createCallLog", maps=server.url)
    told = {each["rule"]: each["message"] for each in fired["findings"]}
    assert "${contactInfo.name}" in told["traffic/broken-text"], fired
    assert "traffic/failure-passed-over" not in told
