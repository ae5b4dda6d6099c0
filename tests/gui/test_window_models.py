"""The models behind the views: pytest-qt's model tester, and what the JSON tree reads and when."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from builders_invocations import exchange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from workbench.core.redaction import Redactor
from workbench.core.text.json_levels import as_written, find, mask_by
from workbench.core.values import UNDEFINED, Special
from workbench.gui.history.model import PAGE, HistoryModel
from workbench.gui.look.theme import Theme
from workbench.gui.palette import score
from workbench.gui.result.traffic_model import TrafficModel
from workbench.gui.values.json_tree import JsonModel, describe
from workbench.services.history import HistoryRow

NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.decimals(-1000, 1000, places=2).map(float).filter(lambda n: n % 1)
"""Numbers that Python and JavaScript write alike: others are shown as JavaScript has them, in bytes as they came."""
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def shown(model: JsonModel, index: QModelIndex | None = None) -> Any:
    """The whole tree as nested texts, reading every level."""
    at = index or QModelIndex()
    while model.canFetchMore(at):
        model.fetchMore(at)
    rows = [model.index(row, 0, at) for row in range(model.rowCount(at))]
    return [(row.data(), shown(model, row)) for row in rows]


@given(VALUES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_and_the_value_they_hold_show_the_same_tree(qapp: object, value: Any) -> None:
    decoded, raw = JsonModel(), JsonModel()
    decoded.show_value(msgspec.json.decode(json.dumps(value)))
    raw.show_value(msgspec.Raw(json.dumps(value).encode()))
    assert shown(decoded) == shown(raw)


def test_the_json_tree_keeps_qts_rules(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = JsonModel()
    model.show_value({"list": [1, {"a": None}], "empty": {}, "big": list(range(1200)), "undefined": UNDEFINED})
    qtmodeltester.check(model)


def test_a_long_level_is_shown_in_ranges_and_read_only_when_it_is_opened(qtbot: QtBot) -> None:
    model = JsonModel()
    model.show_value(msgspec.Raw(json.dumps({"items": [{"n": number} for number in range(1234)]}).encode()))
    items = model.index(0, 0)
    assert items.data() == "items: [1,234]"
    assert model.rowCount(items) == 0
    assert model.hasChildren(items)
    model.fetchMore(items)
    assert [model.index(row, 0, items).data() for row in range(model.rowCount(items))] == [
        "[0 … 499]",
        "[500 … 999]",
        "[1,000 … 1,233]",
    ]
    found = model.find_path("items.1233.n")
    assert model.path(found) == "items.1233.n"
    assert found.data() == "n: 1233"
    assert model.rowCount(model.index(2, 0, items)) == 234
    assert model.rowCount(model.index(1, 0, items)) == 0


def test_numbers_are_shown_as_they_were_sent(qtbot: QtBot) -> None:
    model = JsonModel()
    model.show_value(msgspec.Raw(b'{"big": 12345678901234567890.5000, "huge": 1e400, "id": 123456789012345678901234}'))
    texts = [row for row, _ in shown(model)]
    assert texts == ["big: 12345678901234567890.5000", "huge: 1e400", "id: 123456789012345678901234"]
    assert as_written(model.raw_value(model.index(0, 0))) == "12345678901234567890.5000"


def test_values_that_json_cannot_carry_are_named(qtbot: QtBot) -> None:
    assert describe(UNDEFINED) == "undefined"
    assert describe(Special("date", "2026-01-01T00:00:00Z")) == "date 2026-01-01T00:00:00Z"
    model = JsonModel()
    model.show_value(UNDEFINED)
    assert [row for row, _ in shown(model)] == ["undefined"]


SECRETS = {
    "access_token": "abcdefghijklmnopqrst",
    "id": "plain",
    "credentials": {"user": "someone", "pins": [1234, {"deep": "inside"}]},
    "tokens": ["first-one", "second-one"],
    "known-Zq7x81f4Wx9kTb": "kept",
    "pin_token": 97531,
    "note": "see https://x.test/?access_token=qwertyuiop123",
}


def test_a_lazy_tree_masks_as_the_whole_would_be_masked(qtbot: QtBot) -> None:
    redactor = Redactor(["known-Zq7x81f4Wx9kTb"])
    lazy, whole = JsonModel(mask=mask_by(redactor)), JsonModel()
    lazy.show_value(msgspec.Raw(json.dumps(SECRETS).encode()))
    whole.show_value(redactor.value(SECRETS))
    assert shown(lazy) == shown(whole)
    words = str(shown(lazy))
    assert "someone" not in words
    assert 'id: "plain"' in words


def test_what_is_copied_of_a_lazy_tree_is_masked_and_keeps_its_digits(qtbot: QtBot) -> None:
    redactor = Redactor()
    model = JsonModel(mask=mask_by(redactor))
    model.show_value(msgspec.Raw(json.dumps({"a": SECRETS, "n": 1}).replace('"n": 1', '"n": 1.50').encode()))
    place = model.find_path("a")
    copied = as_written(model.raw_value(place), model.names(place), redactor)
    for secret in ("abcdefghij", "someone", "1234", "inside", "first-one", "97531", "qwerty"):
        assert secret not in copied
    assert json.loads(copied)["id"] == "plain"
    user = model.find_path("a.credentials.user")
    assert "someone" not in as_written(model.raw_value(user), model.names(user), redactor)
    pins = model.find_path("a.credentials.pins")
    assert "1234" not in as_written(model.raw_value(pins), model.names(pins), redactor)
    assert "1.50" in as_written(model.top, (), redactor)


@given(VALUES, st.text(min_size=1, max_size=3))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_search_finds_what_the_tree_shows(qapp: object, value: Any, wanted: str) -> None:
    raw = msgspec.Raw(json.dumps(value).encode())
    decoded, bytes_of = JsonModel(), JsonModel()
    decoded.show_value(msgspec.json.decode(json.dumps(value)))
    bytes_of.show_value(raw)
    places = [place for place in find(decoded.top, wanted) if place is not None]
    assert places == [place for place in find(raw, wanted) if place is not None]
    for place in places:
        index = bytes_of.index_at(place)
        assert index.isValid()
        assert decoded.index_at(place).data() == index.data()


def test_a_search_finds_keys_and_values_and_nothing_that_is_masked(qtbot: QtBot) -> None:
    mask = mask_by(Redactor())
    raw = msgspec.Raw(json.dumps({"items": [{"name": "Ada", "password": "adagio"}] * 700, "ADA": None}).encode())
    places = [place for place in find(raw, "ada", mask) if place is not None]
    assert len(places) == 701
    model = JsonModel(mask=mask)
    model.show_value(raw)
    assert model.path(model.index_at(places[-2])) == "items.699.name"
    assert model.index_at(places[-1]).data() == "ADA: null"
    assert [place for place in find(raw, "adagio", mask) if place is not None] == []


def test_the_traffic_keeps_qts_rules(qtmodeltester: ModelTester, themed: Theme) -> None:
    model = TrafficModel()
    model.show_exchanges([exchange(), exchange(id="x2", status=404)], Redactor())
    model.append(exchange(id="x3"))
    qtmodeltester.check(model)


def test_an_address_names_its_host_when_there_are_several(themed: Theme) -> None:
    model = TrafficModel()
    model.show_exchanges([exchange()], Redactor())
    assert model.index(0, 1).data() == "/v1/contacts"
    model.append(exchange(id="x2", url="https://auth.example.test/token"))
    assert model.index(0, 1).data() == "api.example.test/v1/contacts"


def test_history_keeps_qts_rules_and_asks_for_pages(qtmodeltester: ModelTester, themed: Theme, qtbot: QtBot) -> None:
    model = HistoryModel()
    model.show_rows([row(number) for number in range(PAGE, 0, -1)])
    assert model.canFetchMore(QModelIndex())
    with qtbot.waitSignal(model.page_wanted):
        model.fetchMore(QModelIndex())
    model.append_rows([row(0)])
    assert not model.canFetchMore(QModelIndex())
    assert model.rowCount() == PAGE + 1
    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("clog", "createCallLog", "createContact"),
        ("ccl", "createCallLog", "updateCallLog"),
        ("th", "Theme", "Go to the"),
    ],
)
def test_the_palette_prefers_beginnings_of_words(typed: str, better: str, worse: str) -> None:
    first, second = score(typed, better), score(typed, worse)
    assert first is not None
    assert second is None or first <= second


def row(number: int) -> HistoryRow:
    """One row of history."""
    return HistoryRow(
        number=number,
        id=f"i{number}",
        adapter="harbor-node",
        interface="createCallLog",
        started_at=1_780_000_000.0,
        duration_ms=21.0,
        outcome="returned",
        verdict="meets",
        findings=0,
        exchanges=1,
        summary="logId 42",
    )
