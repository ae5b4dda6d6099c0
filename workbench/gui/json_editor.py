"""The JSON tab: the request as text, in step with the form both ways."""

from __future__ import annotations

import json
import re
from typing import Final

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.gui.draft import Draft
from workbench.gui.theme import theme
from workbench.gui.widgets import label, restyle, vbox

_TOKENS: Final = re.compile(
    r'(?P<json_key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<json_string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<json_number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b(?:true|false|null)\b)"
)


class JsonHighlighter(QSyntaxHighlighter):
    """Keys, texts and numbers in the theme's colours."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:  # noqa: N802, Qt's name
        """Colour one line."""
        for found in _TOKENS.finditer(text):
            style = QTextCharFormat()
            style.setForeground(theme().color(str(found.lastgroup)))
            self.setFormat(found.start(), found.end() - found.start(), style)


class JsonEditor(QWidget):
    """Edits a draft's whole request as text."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._showing = False
        self.text = QPlainTextEdit()
        self.text.setObjectName("request-json")
        self.text.setAccessibleName("The request as JSON")
        self.text.setFont(theme().fonts.mono)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self._highlighter = JsonHighlighter(self.text.document())
        self._refusal = label("", "error", name="request-json-refused", wrap=True)
        self._refusal.hide()
        column = vbox(self, margins=(16, 12, 16, 12), spacing=8)
        about = "The request as App Connect's client sends it: path, query and body in one object."
        column.addWidget(label(about, "muted", wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(self._refusal)
        self.text.textChanged.connect(self._on_typed)
        draft.changed.connect(self._on_changed)
        self._on_changed(None)

    def _on_changed(self, who: object) -> None:
        if who is self:
            return
        self._showing = True
        self.text.setPlainText(json.dumps(self._draft.request, ensure_ascii=False, indent=2))
        self._showing = False
        self._show_refusal("")

    def _on_typed(self) -> None:
        if self._showing:
            return
        try:
            request = json.loads(self.text.toPlainText())
        except ValueError as error:
            self._refuse(f"This is not JSON yet: {error}. The form keeps the last request that was.")
            return
        if not isinstance(request, dict):
            self._refuse("The request must be an object, such as {}.")
            return
        self._show_refusal("")
        self._draft.replace(request, self)

    def _refuse(self, why: str) -> None:
        self._draft.refuse("(JSON)", why)
        self._show_refusal(why)

    def _show_refusal(self, why: str) -> None:
        self._refusal.setText(why)
        self._refusal.setVisible(bool(why))
        restyle(self.text, invalid="true" if why else "false")
