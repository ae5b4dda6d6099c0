"""A call is judged by the adapter's own traffic in it, not by that of what the server called before."""

from __future__ import annotations

import asyncio
from pathlib import Path

from loopback_server import loopback_server
from program import workbench

ADAPTER = """
const said = { message: 'Done', messageType: 'success', ttl: 2000 };
const ask = (path, method = 'GET') => fetch(`http://crm.example.test${path}`, { method });
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.getLogFormatType = () => 'text/plain';
exports.getUserInfo = async () => {
  if (process.env.LOGIN) await ask('/status/500');
  return { successful: true, returnMessage: said, platformUserInfo: { id: '1-loom', name: 'Uma' } };
};
exports.createCallLog = async () => ({ logId: 'L-1', returnMessage: said });
exports.getCallLog = async () => {
  await ask('/status/404');
  return { callLogInfo: { subject: 's', note: 'n', fullBody: 'b', fullLogResponse: {} }, returnMessage: said };
};
exports.updateCallLog = async ({ note }) => {
  await ask('/json', 'PUT');
  return { updatedNote: note, returnMessage: said };
};
"""
RULE = "traffic/failure-passed-over"


async def test_a_read_before_an_update_is_no_exchange_of_the_update(tmp_path: Path):
    (tmp_path / "index.js").write_text(ADAPTER)
    async with loopback_server() as server:
        words = (
            str(tmp_path / "index.js"),
            "--field",
            "apiKey=abc",
            "--map",
            f"crm.example.test={server.url}",
            "--json",
        )
        ran = await asyncio.to_thread(workbench, "check", *words, environment={"WORKBENCH_VAULT": "memory"})
    found = {
        each["interface"]: [finding["rule"] for finding in each["findings"]] for each in ran.document["invocations"]
    }
    assert RULE in found["getCallLog"]
    assert RULE not in found["updateCallLog"]


async def test_a_logins_calls_are_judged_by_their_traffic(tmp_path: Path):
    (tmp_path / "index.js").write_text(ADAPTER)
    async with loopback_server() as server:
        words = (
            str(tmp_path / "index.js"),
            "--field",
            "apiKey=abc",
            "--map",
            f"crm.example.test={server.url}",
            "--json",
        )
        environment = {"WORKBENCH_VAULT": "memory", "LOGIN": "1"}
        ran = await asyncio.to_thread(workbench, "login", *words, environment=environment)
    calls = {each["interface"]: each["verdict"] for step in ran.document["steps"] for each in step["calls"]}
    assert calls["getUserInfo"] == "findings"
    assert calls["getBasicAuth"] == "meets"
