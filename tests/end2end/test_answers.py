"""What App Connect answers its client, and whose server calls, as the commands print it."""

from __future__ import annotations

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
