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
from workbench.core.values import UNDEFINED, Special
from workbench.gui.history_model import PAGE, HistoryModel
from workbench.gui.json_tree import JsonModel, describe
from workbench.gui.palette import score
from workbench.gui.theme import Theme
from workbench.gui.traffic_model import TrafficModel
from workbench.services.history import HistoryRow

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
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


def test_members_come_in_pages_and_only_when_they_are_opened(qtbot: QtBot) -> None:
    model = JsonModel()
    model.show_value(msgspec.Raw(json.dumps({"items": [{"n": number} for number in range(1234)]}).encode()))
    items = model.index(0, 0)
    assert model.rowCount(items) == 0
    assert model.hasChildren(items)
    model.fetchMore(items)
    assert model.rowCount(items) == 500
    assert model.path(model.find_path("items.1233.n")) == "items.1233.n"
    assert model.rowCount(items) == 1234


def test_values_that_json_cannot_carry_are_named(qtbot: QtBot) -> None:
    assert describe(UNDEFINED) == "undefined"
    assert describe(Special("date", "2026-01-01T00:00:00Z")) == "date 2026-01-01T00:00:00Z"
    model = JsonModel()
    model.show_value(UNDEFINED)
    assert [row for row, _ in shown(model)] == ["undefined"]


def test_a_lazy_tree_masks_each_value_by_its_name(qtbot: QtBot) -> None:
    redactor = Redactor()
    model = JsonModel(mask=lambda value, name: redactor.value({name: value})[name])
    model.show_value(msgspec.Raw(b'{"access_token": "abcdefghijklmnopqrst", "id": "plain"}'))
    words = " ".join(row for row, _ in shown(model))
    assert "abcdefghijkl" not in words
    assert 'id: "plain"' in words


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
