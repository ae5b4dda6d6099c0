"""The JSON tab: the request as text, in step with the form both ways."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.core.forms import json_text
from workbench.gui.form.draft import JSON_TAB, Draft
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, restyle, vbox

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
        self._shown = ""
        """What stands in the editor."""
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
        refusal = draft.invalid.get(JSON_TAB)
        if refusal is not None:
            self._show(refusal.text, refusal.why)

    def _on_changed(self, who: object) -> None:
        if who is not self and JSON_TAB not in self._draft.invalid:
            self._show(json_text(self._draft.request), "")

    def _show(self, text: str, why: str) -> None:
        if text != self._shown:
            self._shown = text
            self.text.setPlainText(text)
        self._show_refusal(why)

    def _on_typed(self) -> None:
        # The highlighter reports changes too, and a plain text would have its hard blanks turned into soft ones.
        text = self.text.document().toRawText().replace("\u2029", "\n")
        if text != self._shown:
            self._shown = text
            self._show_refusal(self._draft.type_json(text, self))

    def _show_refusal(self, why: str) -> None:
        self._refusal.setText(why)
        self._refusal.setVisible(bool(why))
        restyle(self.text, invalid="true" if why else "false")
