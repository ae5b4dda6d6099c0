"""`workbench token`: what a token can suffer, and what a call makes of it afterwards."""

from __future__ import annotations

import pytest
from program import workbench

SAMPLE = "harbor-typescript"


def test_the_life_of_a_token_is_said() -> None:
    life = workbench("token", SAMPLE, "--json").document["life"]
    assert 3_000 < life["remaining_s"] <= 3_600
    assert life["has_refresh_token"] is True


def test_a_refresh_gives_another_token_and_tells_the_hooks() -> None:
    ran = workbench("token", SAMPLE, "refresh", "--json")
    assert ran.code == 0, ran.err
    assert ran.document["result"]["renewed"] is True
    assert "getOauthInfo" in [hook["interface"] for hook in ran.document["result"]["hooks"]]


def test_an_expired_token_is_renewed_by_the_next_call() -> None:
    ran = workbench("token", SAMPLE, "expire", "--then", "findContact", "--json")
    assert ran.code == 0, ran.err
    assert ran.document["life"]["remaining_s"] < 0
    urls = [each["url"] for each in ran.document["then"]["exchanges"]]
    assert urls[0].endswith("/oauth/token")
    assert ran.document["then"]["verdict"] == "meets"


@pytest.mark.parametrize("action", ["corrupt", "revoke"])
def test_a_spoilt_token_is_refused_by_the_crm(action: str) -> None:
    ran = workbench("token", SAMPLE, action, "--then", "findContact", "--json")
    assert ran.code in (1, 4), ran.out + ran.err
    assert ran.document["then"]["verdict"] != "meets"
