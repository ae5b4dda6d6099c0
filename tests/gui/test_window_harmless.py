"""What others wrote is shown in the window as text: no markup, no turned directions, no hidden signs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.core.errors import UsageError
from workbench.core.redaction import Redactor
from workbench.core.run.invocation import ConsoleLine
from workbench.gui.look.theme import Theme
from workbench.gui.look.widgets import ElidedLabel, label, plain
from workbench.gui.problem_banner import ProblemBanner
from workbench.gui.result.console_view import ConsoleView
from workbench.services.masking import mask_by

HOSTILE = "<b>a</b> \x1b[2J \u202egnp.exe \u200b"
SHOWN = "<b>a</b> \\x1b[2J \\u202egnp.exe \\u200b"


def test_labels_and_tips_show_it_as_text(qapp: QApplication) -> None:
    made = label(HOSTILE)
    assert made.text() == SHOWN
    assert made.textFormat() is Qt.TextFormat.PlainText
    made.setText(f"again {HOSTILE}")
    assert made.text() == f"again {SHOWN}"
    assert ElidedLabel(HOSTILE).text() == SHOWN
    assert "\u202e" not in plain(HOSTILE)
    qapp.processEvents()


def test_the_console_shows_it_as_text(qapp: QApplication, themed: Theme) -> None:
    view = ConsoleView()
    view.show_lines([ConsoleLine("log", HOSTILE, 1.0, "a")], Redactor(), "none")
    for _ in range(20):
        qapp.processEvents()
    assert SHOWN in view.toPlainText()


def test_an_error_is_masked_in_the_banner(qapp: QApplication, themed: Theme) -> None:
    class Knows:
        def redactors(self) -> list[Redactor]:
            return [Redactor(["wold77aQ4kX9mTz1"])]

    knows = Knows()
    mask_by(knows)
    banner = ProblemBanner()
    banner.show_problem(UsageError("lost wold77aQ4kX9mTz1 \x1b[2J", code="x", hint="try wold77aQ4kX9mTz1"))
    assert banner.message.text() == "lost ••••••••mTz1 \\x1b[2J"
    assert banner.hint.text() == "try ••••••••mTz1"
    qapp.processEvents()
