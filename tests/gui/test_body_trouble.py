"""Why an answer did not come whole is said beside its body."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from workbench.core.redaction import Redactor
from workbench.core.traffic.exchange import Body, too_large
from workbench.gui.values.body_view import BodyView


class NoWorkplace:
    """A small body needs none."""


def test_an_answer_that_was_cut_says_so(themed) -> None:
    view = BodyView("response-body", "Response body", NoWorkplace())
    note = view.findChild(QLabel, "response-body-note")
    cut = too_large(64 * 1024 * 1024).message
    view.show_body(Body(8, b'{"a": [1', truncated=True), (), Redactor(), cut)
    assert note.text() == f"{cut} The body broke off."
    view.show_body(Body(8, b'{"a": 1}'), (), Redactor())
    assert note.text() == ""
    view.show_nothing("No answer yet.")
    assert note.text() == "No answer yet."
