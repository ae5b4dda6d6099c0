"""The findings of an invocation: what is so, what App Connect makes of it, how to mend it, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from workbench.core.redaction import Redactor
from workbench.core.run.finding import Finding, Severity
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, label, replace_content, restyle, vbox

_WORDS: Final = {
    Severity.ERROR: ("Error", "error"),
    Severity.WARNING: ("Warning", "warning"),
    Severity.NOTE: ("Note", ""),
}
_ELSEWHERE: Final = {
    "arguments/": ("sent-tree", "the arguments"),
    "user/": ("app-connect", "the stored user"),
    "throws/": ("traffic", "the CRM traffic"),
    "traffic/": ("traffic", "the CRM traffic"),
    "call/": ("console", "the console"),
}
"""Beginning of a rule whose findings are no place in the returned value: the view, and what stands there."""
_MOST: Final = 100
"""Findings that are shown."""


class FindingsView(QScrollArea):
    """One card a finding."""

    place_wanted = Signal(str)
    """Dotted path in the returned value."""
    view_wanted = Signal(str)
    """Object name of the view where the finding can be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("findings")
        self.setAccessibleName("Findings")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_findings(self, findings: Sequence[Finding], redactor: Redactor, why_none: str) -> None:
        """Show an invocation's findings."""
        content = QWidget()
        content.setProperty("kind", "panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = vbox(content, margins=(16, 12, 16, 12), spacing=8)
        if not findings:
            column.addWidget(label(why_none, "muted", name="findings-empty", wrap=True))
        for finding in findings[:_MOST]:
            column.addWidget(self._card(finding, redactor))
        if len(findings) > _MOST:
            column.addWidget(label(f"{len(findings) - _MOST} more are left out.", "muted"))
        column.addStretch(1)
        replace_content(self, content)

    def _card(self, finding: Finding, redactor: Redactor) -> QFrame:
        word, state = _WORDS[finding.severity]
        card = QFrame()
        card.setObjectName(f"finding:{finding.rule}")
        card.setProperty("kind", "shown")
        restyle(card, state=state)
        column = vbox(card, margins=(12, 10, 12, 10), spacing=4)
        severity = label(word, "heading")
        restyle(severity, state=state)
        rule = label(finding.rule, "mono", selectable=True)
        rule.setFont(theme().fonts.mono)
        head = hbox(spacing=10)
        head.addWidget(severity)
        head.addWidget(rule)
        head.addStretch(1)
        elsewhere = next((view for start, view in _ELSEWHERE.items() if finding.rule.startswith(start)), None)
        if finding.path:
            head.addWidget(self._jump(finding.path))
        elif elsewhere is not None:
            name, words = elsewhere
            head.addWidget(self._jump_to_view(name, words))
        column.addLayout(head)
        column.addWidget(label(redactor.text(finding.said), wrap=True, selectable=True))
        column.addWidget(label(f"App Connect: {finding.app_connect_does}", "muted", wrap=True))
        if finding.severity is not Severity.NOTE:
            column.addWidget(label(f"To mend it: {finding.mend}", "muted", wrap=True))
        return card

    def _jump_to_view(self, name: str, words: str) -> QWidget:
        jump = button(words, "link", name=f"finding-view:{name}", on_click=partial(self.view_wanted.emit, name))
        jump.setAccessibleName(f"Show {words}")
        return jump

    def _jump(self, path: str) -> QWidget:
        jump = button(path, "link", name=f"finding-place:{path}", on_click=partial(self.place_wanted.emit, path))
        jump.setAccessibleName(f"Show {path}")
        jump.setFont(theme().fonts.mono)
        return jump
