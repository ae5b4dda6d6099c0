"""Form and JSON in step, without loss: random edits in either, over every sample payload of every interface."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders_fitting import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from workbench.core.contract.fitting import Fit
from workbench.core.contract.samples import samples_for
from workbench.core.forms import build_form, json_text, parse_json
from workbench.core.interfaces import rows
from workbench.core.manifest import parse_manifest
from workbench.core.values.paths import get_path, set_path
from workbench.gui.form.draft import JSON_TAB, Draft
from workbench.gui.form.json_editor import JsonEditor
from workbench.gui.form.view import FormView
from workbench.gui.look.theme import Theme
from workbench.services.resources import sample_payloads

ROOT = Path(__file__).parents[2]
MANIFEST = parse_manifest(json.loads((ROOT / "tests/data/manifest-official.json").read_text("utf-8")))
PLATFORMS = (None, "clio", "bullhorn", "redtail", "pipedrive")

ODD_TEXT = st.sampled_from(
    ["", " ", "\u00a0", "caf\u00e9", "cafe\u0301", "\u200b", "a\u2028b", "\u2029", "\r\n", "\r", "\U0001f600",
     "\u202e", "null", "true", "1", "1.0", "1e5", "0001", "-0", "9007199254740993", "12345678901234567890123", "[]",
     "{}", '"', "\\", "3 min 42 s", "2026-11-24 10:02:11 -08:00", "2026-11-24", "pending", "+12025550199", "\ufeff"]
)  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), ODD_TEXT, st.just([]), st.just({}), st.just([None]), st.just([[]]),
    st.sampled_from([0, -0.0, 1, 1.0, 1.1, 2**53 + 1, 10**40, -1, 0.1 + 0.2, 1e300]),
    st.dictionaries(ODD_TEXT, st.integers(), max_size=2), st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)  # fmt: skip


NARROWEST = 320
"""Pixels that the form has at least, its scroll bar taken off."""


class Hands:
    """Form and JSON editor over one draft, and random edits of both as a user makes them."""

    def __init__(self, interface: str, use: Any, platform: Any) -> None:
        self.form = build_form(interface, platform)
        self.draft = Draft(interface, self.form, lambda: Fit("harbor", NOW, platform), use)
        self.view = FormView(self.draft, QWidget(), QWidget())
        self.json = JsonEditor(self.draft)

    def close(self) -> None:
        for widget in (self.view, self.json):
            widget.deleteLater()
        self.draft.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def fields(self) -> Iterator[tuple[str, QWidget]]:
        """The paths that the form edits with the widgets that edit them."""
        for field in self.form:
            if field.editable:
                found = self.view.findChildren(QWidget, f"field:{field.path}")
                yield from ((field.path, widget) for widget in found)

    def edit_form(self, data: st.DataObject) -> str:
        """Edit one field; gives its path."""
        fields = list(self.fields())
        if not fields:
            return ""
        path, widget = data.draw(st.sampled_from(fields), label="field")
        if isinstance(widget, QLineEdit):
            self._type(widget, data)
        elif isinstance(widget, QPlainTextEdit):
            cursor = widget.textCursor()
            way = data.draw(st.sampled_from(["insert", "delete", "clear"]), label="how")
            if way == "clear":
                cursor.select(QTextCursor.SelectionType.Document)
                cursor.removeSelectedText()
            elif way == "delete":
                cursor.deleteChar()
            else:
                cursor.setPosition(data.draw(st.integers(0, max(0, widget.document().characterCount() - 1))))
                cursor.insertText(data.draw(ODD_TEXT))
        elif isinstance(widget, QComboBox):
            index = data.draw(st.integers(0, widget.count() - 1), label="choice")
            widget.setCurrentIndex(index)
            widget.activated.emit(index)
        elif isinstance(widget, QCheckBox):
            widget.click()
        elif isinstance(widget, QListWidget):
            self._edit_list(path, widget, data)
        return path

    def _type(self, line: QLineEdit, data: st.DataObject) -> None:
        way = data.draw(st.sampled_from(["replace", "append", "delete", "clear"]), label="how")
        if way in ("replace", "clear"):
            line.selectAll()
        else:
            line.end(False)  # noqa: FBT003, Qt's signature
        if way == "delete":
            line.backspace()
        else:
            line.insert("" if way == "clear" else data.draw(ODD_TEXT, label="text"))

    def _edit_list(self, path: str, lines: QListWidget, data: st.DataObject) -> None:
        if lines.count():
            lines.setCurrentRow(data.draw(st.integers(0, lines.count() - 1), label="row"))
        what = data.draw(st.sampled_from(["add", "remove", "up", "down", "member"]), label="what")
        if what != "member":
            self.view.findChild(QPushButton, f"list-{what}:{path}").click()
            return
        inner = [
            widget
            for widget in self.view.findChildren(QLineEdit)
            if widget.objectName().startswith(f"field:{path}[]") and lines.count()
        ]
        if inner:
            self._type(data.draw(st.sampled_from(inner), label="member"), data)

    def edit_json(self, data: st.DataObject) -> None:
        """Change, add or take away something anywhere in the JSON."""
        request = copy.deepcopy(self.draft.request)
        places = list(_places(request))
        holder, key = data.draw(st.sampled_from(places), label="place") if places else (request, None)
        what = data.draw(st.sampled_from(["change", "add", "remove"]), label="what")
        if what == "add" or key is None:
            request[data.draw(ODD_TEXT, label="name")] = data.draw(VALUES, label="value")
        elif what == "remove":
            del holder[key]
        else:
            holder[key] = data.draw(VALUES, label="value")
        indent = data.draw(st.sampled_from([None, 2, 4]), label="indent")
        self.json.text.setPlainText(json_text(request, indent=indent))
        assert json_text(self.draft.request) == json_text(request)

    def shown(self) -> dict[str, str]:
        """What every field shows."""
        return {path: _text_of(widget) for path, widget in self.fields()}


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        yield value, key
        yield from _places(item)


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text() + widget.placeholderText()
    if isinstance(widget, QPlainTextEdit):
        return widget.document().toRawText() + widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QCheckBox):
        return str(widget.isChecked())
    assert isinstance(widget, QListWidget)
    return "\n".join(widget.item(row).text() for row in range(widget.count()))


@pytest.mark.parametrize("interface", rows())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_edits_of_form_and_json_change_what_was_edited_and_nothing_else(
    qapp: Any, themed: Theme, interface: str, data: st.DataObject
) -> None:
    use = data.draw(st.sampled_from([*samples_for(interface, sample_payloads()), None]), label="sample")
    name = data.draw(st.sampled_from(PLATFORMS), label="platform")
    hands = Hands(interface, use, MANIFEST.platform(name) if name else None)
    try:
        as_typed: set[str] = set()
        """Fields that show what was typed; others show the value as it is written."""
        for _ in range(data.draw(st.integers(1, 6), label="steps")):
            before = hands.draft.request
            if data.draw(st.booleans(), label="in the form"):
                edited = hands.edit_form(data)
                after = hands.draft.request
                if edited and json_text(after) != json_text(before):
                    expected = set_path(before, edited, get_path(after, edited))
                    assert json_text(after) == json_text(expected)
                    as_typed.clear()
                as_typed.add(edited)
            else:
                hands.edit_json(data)
                as_typed.clear()
            draft = hands.draft
            assert JSON_TAB not in draft.invalid
            typed = hands.json.text.document().toRawText().replace("\u2029", "\n")
            assert json_text(parse_json(typed)) == json_text(draft.request)
            again = Hands(interface, use, MANIFEST.platform(name) if name else None)
            try:
                again.json.text.setPlainText(typed)
                assert json_text(again.draft.request) == json_text(draft.request)
                there = again.shown()
                for path, text in hands.shown().items():
                    own = path in draft.invalid or any(each and _overlap(path, each) for each in as_typed)
                    assert own or there[path] == text, path
            finally:
                again.close()
    finally:
        hands.close()


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


@pytest.mark.parametrize("platform", MANIFEST.names)
def test_forms_of_real_manifests_fit_and_every_field_can_be_edited(qapp: Any, themed: Theme, platform: str) -> None:
    for interface in rows():
        hands = Hands(interface, None, MANIFEST.platform(platform))
        try:
            wanted = {field.path for field in hands.form if field.editable}
            assert {path for path, _ in hands.fields()} == wanted
            themed.dress(hands.view)
            hands.view.show()
            assert hands.view.widget().minimumSizeHint().width() <= NARROWEST, interface
        finally:
            hands.close()
