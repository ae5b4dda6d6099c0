"""Stored connections as users have them: log in once, chain calls across commands, log out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from builders_acme import CANARIES, REDIRECT, Acme, acme_adapter, acme_crm
from builders_vault import file_keychain
from program import Ran, workbench

Run = Callable[..., Ran]


@pytest.fixture
def crm() -> Iterator[Acme]:
    with acme_crm() as running:
        yield running


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program with a keychain that keeps in a file."""
    environment = file_keychain(tmp_path / "keychain")

    def runs(*words: str, stdin: str = "", **more: str) -> Ran:
        return workbench(*words, cwd=tmp_path, stdin=stdin, environment={**environment, **more})

    return runs


KEY = {"WORKBENCH_FIELD_apiKey": CANARIES["api-key"], "WORKBENCH_FIELD_password": CANARIES["password-field"]}


def log_in_by_oauth(run: Run, folder: Path, crm: Acme, *more: str) -> Ran:
    """Log in with the address pasted: the first program shows the page, the second one takes the address."""
    first = run("login", str(folder), *crm.map)
    assert first.code == 4, first.err
    page = next(word for word in first.err.split() if word.startswith("https://acme.test/consent"))
    state = parse_qs(urlsplit(page).query)["state"][0]
    address = f"{REDIRECT}?code={quote(CANARIES['code'], safe='')}&state={quote(state, safe='')}"
    return run("login", str(folder), "--callback-url", address, *crm.map, *more)


def test_calls_chain_over_a_stored_connection(tmp_path: Path, crm: Acme, run: Run) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    logged_in = run("login", acme, *crm.map, "--json", **KEY)
    assert logged_in.code == 0, logged_in.out
    assert logged_in.document["vault"]["kind"] == "keychain-sealed"
    assert logged_in.document["stored"]["name"] == "Ada Acme"
    assert run("fire", acme, "findContact", *crm.map).code == 0
    logins = [path for _, path, _ in crm.requests].count("/me")
    made = run("fire", acme, "createCallLog", "--contact", "c2", *crm.map, "--json")
    assert made.document["arguments"]["contactInfo"]["id"] == "c2"
    assert crm.logs["1"]["contact"] == "c2"
    again = run("fire", acme, "createCallLog", "--contact", "first", "--sample", "call-missed", *crm.map, "--json")
    assert crm.logs["2"]["contact"] == "c1", again.err
    last = run("fire", acme, "getCallLog", "--log", "last", *crm.map, "--json")
    assert last.document["arguments"]["callLogId"] == "2"
    one = run("fire", acme, "updateCallLog", "--log", "1", *crm.map, "--json")
    assert one.document["arguments"]["existingCallLog"]["thirdPartyLogId"] == "1"
    assert one.document["arguments"]["existingCallLog"]["contactId"] == "c2"
    stranger = run("fire", acme, "getCallLog", "--log", "99", *crm.map, "--json")
    assert stranger.document["arguments"]["callLogId"] == "99"
    assert [path for _, path, _ in crm.requests].count("/me") == logins
    gone = run("logout", acme, *crm.map, "--json")
    assert gone.code == 0, gone.err
    assert gone.document["invocation"]["user_changes"]["operations"][-1]["op"] == "save"
    assert gone.document["connection"]["logged_in"] is False
    refused = run("fire", acme, "findContact", *crm.map)
    assert refused.code == 4
    assert run("logout", acme, *crm.map).code == 4


def test_several_connections_are_named_listed_and_forgotten(tmp_path: Path, crm: Acme, run: Run) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    assert run("login", acme, *crm.map, "--name", "Sandbox", **KEY).code == 0
    (listed,) = run("connections", "--json").document["connections"]
    assert (listed["name"], listed["logged_in"], listed["user_name"]) == ("Sandbox", True, "Ada Acme")
    assert run("connections", "rename", "Sandbox", "Ada's").code == 0
    assert run("fire", acme, "findContact", "--connection", "Ada's", *crm.map).code == 0
    unknown = run("fire", acme, "findContact", "--connection", "Sandbox", *crm.map)
    assert unknown.code == 2
    assert "Ada's" in unknown.err
    assert run("connections", "forget").code == 2
    assert run("connections", "forget", listed["id"]).code == 0
    assert run("connections", "--json").document == {"connections": []}
    assert run("login", acme, *crm.map, **KEY).code == 0
    assert run("connections", "forget", "--everything").code == 0
    assert run("connections", "--json").document == {"connections": []}
    assert list((tmp_path / "keychain").iterdir()) == []


def test_renewed_tokens_are_kept(tmp_path: Path, crm: Acme, run: Run) -> None:
    acme = acme_adapter(tmp_path / "acme", by_oauth=True)
    crm.lifetime = 60
    assert log_in_by_oauth(run, acme, crm).code == 0
    crm.lifetime, crm.access_token = 3600, "another-access-token-1234"
    assert run("fire", str(acme), "findContact", *crm.map).code == 0
    assert crm.tokens == 2
    assert run("fire", str(acme), "findContact", *crm.map).code == 0
    assert crm.tokens == 2
    assert crm.requests[-1][2] == "Bearer another-access-token-1234"


def test_check_leaves_a_stored_connection_logged_in(tmp_path: Path, crm: Acme, run: Run) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    assert run("login", acme, *crm.map, **KEY).code == 0
    checked = run("check", acme, *crm.map, "--contact", "c2", "--json")
    fired = [each["interface"] for each in checked.document["invocations"]]
    assert "unAuthorize" not in fired
    assert "--logout" in checked.err
    (made,) = (each for each in checked.document["invocations"] if each["interface"] == "createCallLog")
    assert made["arguments"]["contactInfo"]["id"] == "c2"
    assert run("connections", "--json").document["connections"][0]["logged_in"] is True
    ended = run("check", acme, *crm.map, "--logout", "--json")
    assert ended.document["invocations"][-1]["interface"] == "unAuthorize"
    assert run("connections", "--json").document["connections"][0]["logged_in"] is False


@pytest.mark.parametrize("backend", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"])
def test_without_a_keychain_everything_works_and_says_so(tmp_path: Path, crm: Acme, run: Run, backend: str) -> None:
    acme = str(acme_adapter(tmp_path / "acme", by_oauth=False))
    without = {**KEY, "PYTHON_KEYRING_BACKEND": backend}
    logged_in = run("login", acme, *crm.map, "--json", **without)
    assert logged_in.code == 0
    assert logged_in.document["vault"]["kind"] == "memory"
    assert "until the program ends" in logged_in.document["vault"]["sentence"]
    made = run("fire", acme, "createCallLog", *crm.map, **without)
    assert made.code == 0, made.out
    assert "until the program ends" in made.err
    read = run("fire", acme, "getCallLog", "--log", "last", *crm.map, "--json", **without)
    assert read.document["arguments"]["callLogId"] == "1"
    needs = run("fire", acme, "findContact", *crm.map, PYTHON_KEYRING_BACKEND=backend)
    assert needs.code == 4
    assert not list(tmp_path.rglob("vault.sealed"))


LOST = "tokens, keys and secret values are lost then, and a new login is needed."


@pytest.mark.parametrize(
    "surroundings",
    [{"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}, {"WORKBENCH_VAULT": "memory"}, {}],
    ids=["none", "memory", "keychain"],
)
def test_what_is_lost_at_the_end_is_said_once(
    tmp_path: Path, crm: Acme, run: Run, surroundings: dict[str, str]
) -> None:
    acme = acme_adapter(tmp_path / "acme", by_oauth=False)
    (acme / "workbench.toml").write_text(f'[maps]\n"api.acme.test" = "http://127.0.0.1:{crm.port}"\n')
    times = 1 if surroundings else 0
    for words in (
        ("login", str(acme)),
        ("fire", str(acme), "findContact"),
        ("token", str(acme), "life"),
        ("check", str(acme)),
        ("connections",),
    ):
        for more in ((), ("--json",)):
            done = run(*words, *more, **KEY, **surroundings)
            assert done.code in (0, 1), done.err
            assert done.err.count(LOST) == times, (words, done.err)
            assert LOST not in done.out or (words[0] == "login" and more), words


def test_a_sample_logs_in_by_itself_after_login(run: Run) -> None:
    logged_in = run("login", "harbor-python", "--json")
    assert logged_in.document["stored"]["simulated"] is True
    assert run("fire", "harbor-python", "getCallLog", "--contact", "first", "--log", "last").code == 0
    assert run("logout", "harbor-python").code == 0


def test_a_shell_can_ask_what_could_be_typed() -> None:
    asked = {"_WORKBENCH_COMPLETE": "bash_complete", "COMP_WORDS": "workbench conn", "COMP_CWORD": "1"}
    assert workbench(environment=asked).out.split() == ["plain,connections"]
