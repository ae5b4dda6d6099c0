"""`workbench login`, typed as cli.md says: steps, refusals with exit code 4, secrets never in clear."""

from __future__ import annotations

from program import workbench


def test_login_prints_every_step_and_who_it_is() -> None:
    ran = workbench("login", "harbor-typescript", "--json")
    assert ran.code == 0, ran.err
    steps = {each["key"]: each for each in ran.document["steps"]}
    assert list(steps) == ["ask", "hostname", "details", "authorize", "exchange", "load-user", "save"]
    assert {each["state"] for each in steps.values()} == {"done"}
    (exchange,) = steps["exchange"]["exchanges"]
    assert (exchange["method"], exchange["status"]) == ("POST", 200)
    assert ran.document["connection"]["name"] == "Dana Reyes"
    tokens = {each["name"]: each["value"] for each in steps["exchange"]["received"]}
    assert tokens["access_token"].startswith("••••••••")
    assert "harbor-demo-app-secret" not in ran.out


def test_a_key_on_stdin_is_taken_and_a_wrong_one_refused() -> None:
    ran = workbench("login", "harbor-python", "--field", "unused=1", "--json", stdin="harbor-demo-key\n")
    assert ran.code == 0, ran.out
    ran = workbench("login", "harbor-python", "--json", environment={"WORKBENCH_FIELD_apiKey": "wrong-key-of-mine"})
    assert ran.code == 4
    assert ran.document["error"]["code"] == "login-refused"
    assert "wrong-key-of-mine" not in ran.out
    failed = next(each for each in ran.document["steps"] if each["state"] == "failed")
    assert failed["exchanges"][0]["status"] == 401


def test_a_callback_of_no_login_is_refused() -> None:
    address = "http://127.0.0.1:8712/callback?code=abc&state=platform%3Dharbor"
    ran = workbench("login", "harbor-typescript", "--callback-url", address)
    assert ran.code == 4
    assert "another login's state" in ran.err
    assert "✓ Exchange" not in ran.out


def test_pkce_is_a_choice_of_fire_too() -> None:
    ran = workbench("login", "harbor-typescript", "--pkce", "--json")
    steps = {each["key"]: each for each in ran.document["steps"]}
    assert "code_challenge_method=S256" in steps["authorize"]["sent"][0]["value"]
    assert "code_verifier" in [each["name"] for each in steps["exchange"]["sent"]]
    assert workbench("fire", "harbor-typescript", "findContact", "--pkce", "--quiet").code == 0
