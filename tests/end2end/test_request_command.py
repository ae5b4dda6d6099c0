"""`workbench request`: what App Connect's client sends is answered as by its server, over the real adapter."""

from __future__ import annotations

from typing import Any

import pytest
from program import workbench


def asked(*words: str) -> tuple[int, Any]:
    """Exit code and document of a request."""
    ran = workbench("request", "harbor-node", *words, "--json")
    return ran.code, ran.document


def test_a_look_up_is_answered_from_the_crm_and_kept() -> None:
    code, document = asked("GET", "/contact?phoneNumber=%2B12025550144")
    assert (code, document["status"]) == (0, 200)
    assert document["body"]["contact"][0]["name"] == "Dana Whitfield"
    assert [(step["kind"], step["name"]) for step in document["trail"]][-2:] == [
        ("called", "findContact"),
        ("stored", "accountData"),
    ]
    assert [(each["method"], each["status"]) for each in document["exchanges"]] == [("GET", 200)]


def test_requests_that_no_interface_stands_behind() -> None:
    assert asked("GET", "/isAlive")[1]["body"] == "OK"
    code, document = asked("get", "nowhere")
    assert (code, document["status"], document["body"]) == (1, 404, "Cannot GET /nowhere")


def test_the_answer_and_the_way_to_it_are_printed() -> None:
    ran = workbench("request", "harbor-node", "GET", "/contact?phoneNumber=%2B12025550144")
    assert "App Connect answers its client with status 200" in ran.out
    assert "called findContact" in ran.out
    assert "CRM traffic" in ran.out


@pytest.mark.parametrize(("body", "why"), [("[1]", "no JSON object"), ("{", "no JSON:")])
def test_a_body_that_is_none(body: str, why: str) -> None:
    ran = workbench("request", "harbor-node", "POST", "/callLog", "--body", body)
    assert ran.code == 2
    assert why in ran.err
    assert "Traceback" not in ran.err
