"""What App Connect answers its client, and whose server calls, as the commands print it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders_node import write_files
from program import workbench


def test_a_firing_prints_the_answer_of_the_server() -> None:
    done = workbench("fire", "harbor-python", "createCallLog")
    assert done.code == 0, done.err
    assert "App Connect answers its client with status 200" in done.out
    said = workbench("fire", "harbor-python", "createCallLog", "--json")
    answer = said.document["answer"]
    assert answer["status"] == 200
    assert answer["body"]["successful"] is True
    assert answer["body"]["logId"]


def test_an_era_chooses_the_arguments() -> None:
    done = workbench("fire", "harbor-python", "createCallLog", "--era", "seed", "--json")
    assert done.code == 0, done.err
    assert "composedLogDetails" not in done.document["arguments"]
    wrong = workbench("fire", "harbor-python", "createCallLog", "--era", "older")
    assert wrong.code == 2


def test_a_life_on_an_earlier_server_leaves_out_what_it_did_not_call() -> None:
    done = workbench("check", "harbor-python", "--era", "seed", "--json")
    assert done.code == 0, done.err
    fired = {each["interface"] for each in done.document["invocations"]}
    assert "createCallLog" in fired
    assert "getUserList" not in fired


ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(apiKey).toString('base64');
exports.getOauthInfo = (given) => ({ given });
exports.createCallLog = async ({ note }) => ({ logId: 'l1' });
exports.updateCallLog = async ({ note }) => ({ updatedNote: note });
"""


@pytest.fixture
def written_in_2025(tmp_path: Path) -> Path:
    package = json.dumps({"name": "elm", "dependencies": {"@app-connect/core": "1.6.4"}})
    return write_files(tmp_path, {"package.json": package, "src/adapters/elm.js": ADAPTER})


def test_describe_shows_for_whose_server_an_adapter_was_written(written_in_2025: Path) -> None:
    done = workbench("describe", str(written_in_2025))
    assert "App Connect of August 2025 (mid). package.json has @app-connect/core 1.6.4." in done.out
    assert "Called as" not in done.err
    said = workbench("describe", str(written_in_2025), "--era", "head", "--json").document
    assert said["era"] == {"name": "head", "date": "today", "reason": "--era says so."}
    assert said["written_for"]["name"] == "mid"


def test_a_firing_says_that_an_earlier_server_calls_and_why(written_in_2025: Path) -> None:
    done = workbench("fire", str(written_in_2025), "getOauthInfo", "--json")
    assert "Called as by App Connect of August 2025 (mid). package.json has @app-connect/core 1.6.4." in done.err
    assert set(done.document["arguments"]) == {"tokenUrl", "hostname", "rcAccountId"}
    told = workbench("fire", str(written_in_2025), "getOauthInfo", "--json", "--era", "head")
    assert "Called as" not in told.err
    assert "proxyId" in told.document["arguments"]


def test_a_team_says_in_its_workspace_file_whose_server_calls(written_in_2025: Path) -> None:
    (written_in_2025 / "workbench.toml").write_text('era = "seed"\n')
    done = workbench("check", str(written_in_2025), "--field", "apiKey=k")
    assert "Called as by App Connect of June 2025 (seed). workbench.toml says so." in done.err
    (written_in_2025 / "workbench.toml").write_text('era = "older"\n')
    refused = workbench("describe", str(written_in_2025))
    assert refused.code == 2
    assert "seed, mid, head" in refused.err
