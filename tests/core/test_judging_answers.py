"""Numbers of the CRM that came out as others, at adapters that round them and at those that do not."""

from __future__ import annotations

from typing import Any

import pytest
from builders_invocations import exchange
from builders_judging import good, returned

from workbench.core.judging import judge
from workbench.core.judging.around import Around
from workbench.core.traffic.exchange import Exchange, read_memory
from workbench.core.traffic.seen import seen
from workbench.services.resources import contract

BIG = b'{"data": [{"id": 9007199254740993, "name": "Ann"}]}'


def said(value: Any, *exchanges: Exchange) -> list[str]:
    outcome = returned(good("createCallLog", **value))
    found = judge("createCallLog", outcome, table=contract(), around=Around(exchanges=seen(exchanges, read_memory)))
    return [each.message for each in found if each.rule == "answers/number-rounded"]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"logId": "9007199254740992"}, "logId"),
        ({"extra": [{"id": 9007199254740992}]}, "extra.0.id"),
        ({"link": "https://crm.example.test/logs/9007199254740992?x=1"}, "link"),
    ],
)
def test_a_rounded_number_is_told_with_what_the_crm_wrote(value: dict[str, Any], path: str) -> None:
    (sentence,) = said(value, exchange(response_body=BIG))
    assert sentence.startswith(f"{path} is 9007199254740992; the CRM's number was 9007199254740993")


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"logId": "9007199254740993"}, BIG),
        ({"logId": "9007199254740992"}, b'{"id": "9007199254740993"}'),
        ({"logId": "9007199254740992"}, b'{"text": "[9007199254740993]"}'),
        ({"logId": "9007199254740992"}, b'{"ids": [9007199254740992, 9007199254740993]}'),
        ({"logId": "9007199254740992"}, b'{"id": 9007199254740992}'),
        ({"logId": "1000000000000000"}, b'{"id": 1000000000000000}'),
        ({"logId": "x"}, BIG),
        ({"logId": "9007199254740992"}, b"<id>9007199254740993</id>"),
    ],
)
def test_what_was_not_rounded_is_not_told(value: dict[str, Any], body: bytes) -> None:
    assert said(value, exchange(response_body=body)) == []


def test_a_request_for_a_rounded_id_is_told() -> None:
    read = exchange(response_body=BIG)
    asked = exchange(url="https://crm.example.test/contacts/9007199254740992")
    (sentence,) = said({"logId": "1"}, read, asked)
    assert sentence.startswith("GET crm.example.test/contacts/9007199254740992 sends 9007199254740992")
    assert said({"logId": "1"}, asked, read) == []


def test_an_exact_number_of_python_is_rounded_by_the_server() -> None:
    (sentence,) = said({"extra": 9007199254740993})
    assert sentence.startswith("extra is 9007199254740992; the adapter's number was 9007199254740993")
