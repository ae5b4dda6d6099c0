"""Markup in what strangers wrote is shown as it stands: questions, tips, links."""

from __future__ import annotations

import asyncio

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.core.login import FormField, FormFieldKind
from workbench.core.redaction import Redactor
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.finding import Finding, Severity
from workbench.core.tracing.record_links import RecordLink
from workbench.gui.connect.login_form_view import LoginFormView
from workbench.gui.look.widgets import plain, tip
from workbench.gui.questions import DialogQuestions
from workbench.gui.result.findings_view import FindingsView

MARKUP = "<b>bold</b> <img src='file:///etc/hostname'> &lt;x&gt;"


def as_qt_shows(text: str) -> str:
    """What a tip of Qt's shows of a text."""
    from PySide6.QtGui import Qt as Texts

    if not Texts.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@pytest.mark.parametrize(
    "text", [MARKUP, f" {MARKUP}", f"line\n{MARKUP}", "a & b", "a < b", "<?xml version='1.0'?><a/>", "", "a  b\n\n c"]
)
def test_a_tip_shows_what_was_written(qtbot: QtBot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    tip(widget, text)
    assert as_qt_shows(widget.toolTip()) == text
    assert plain("an ordinary text") == "an ordinary text"


def test_the_trust_question_shows_a_path_as_plain_text(bench: Bench) -> None:
    root = f"/home/ada/{MARKUP}\nDo you trust /safe?\u202e/" + "long/" * 300
    source = AdapterSource(AdapterKind.PYTHON, f"{root}/adapter.py", root, "spy", "x")
    asking = asyncio.get_event_loop().create_task(DialogQuestions(bench.window).trusts(source))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    box = bench.find(QMessageBox, "trust")
    assert box.textFormat() is Qt.TextFormat.PlainText
    shown = box.text().replace("\n", "")
    assert shown.startswith(f"Do you trust /home/ada/{MARKUP}\\nDo you trust /safe?\\u202e/long/")
    assert box.width() < 1000
    assert box.height() < 700
    bench.picture("trust-strange-path", box)
    for each in box.findChildren(QLabel):
        rich = each.textFormat() is Qt.TextFormat.RichText
        assert not rich
    bench.click("trust-no")
    bench.until(asking.done)
    assert asking.result() is False


def test_a_word_that_no_line_holds_leaves_what_stands_beside_it_in_sight(qtbot: QtBot) -> None:
    view = FindingsView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    finding = Finding("throws/without-status", Severity.WARNING, "", f"Error: {'y' * 3000}", "Shows it.", "Mend it.")
    view.show_findings([finding], Redactor(), "none")
    view.show()
    card = view.widget().findChild(QWidget, "finding:throws/without-status")
    assert isinstance(card, QWidget)
    qtbot.waitUntil(card.isVisible)
    assert card.mapTo(view, card.rect().topRight()).x() < 500


def test_a_long_name_leaves_a_login_field_its_room(qtbot: QtBot) -> None:
    name = "api <b>Key</b> \u202e" + "with a very long title " * 12
    view = LoginFormView([FormField("apiKey", name, FormFieldKind.TEXT)])
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    line = view.findChild(QLineEdit, "login:apiKey")
    assert isinstance(line, QLineEdit)
    qtbot.waitUntil(line.isVisible)
    assert line.width() > 300
    assert any(each.text().startswith("api <b>Key</b> \\u202e") for each in view.findChildren(QLabel))


def test_a_link_shows_where_it_leads(bench: Bench) -> None:
    banner = bench.window.result.banner
    url = "https://crm.example.test/<b>x</b>?a=1&b=2"
    banner.show_links([RecordLink("contact", "Ada & <b>Co</b>", url)], "CRM")
    button = banner.findChild(QPushButton, "open-contact")
    assert isinstance(button, QPushButton)
    assert as_qt_shows(button.toolTip()).splitlines()[-1] == url
