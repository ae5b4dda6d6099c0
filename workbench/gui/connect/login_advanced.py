"""What few logins need: PKCE, where the client secret goes, another redirect address, an address opened before."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QToolButton, QWidget

from workbench.gui.look.widgets import label, vbox
from workbench.session.login import Credentials


class LoginAdvanced(QWidget):
    """Folded away until it is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("login-advanced")
        self._fold = QToolButton()
        self._fold.setObjectName("login-advanced-fold")
        self._fold.setText("Advanced")
        self._fold.setAccessibleName("Advanced")
        self._fold.setProperty("kind", "fold")
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.toggled.connect(self._on_folded)
        self._pkce = _check("login-pkce", "Send a code challenge (PKCE, S256)")
        self._in_body = _check("login-secret-in-body", "Send the client secret in the form instead of the header")
        self._redirect = _line("login-redirect-uri", "Redirect address", "The manifest's, else the adapter's")
        self._callback = _line("login-callback-url", "Redirected address", "Where the consent page was opened before")
        self._body = QWidget()
        rows = QFormLayout(self._body)
        rows.setContentsMargins(20, 2, 20, 8)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(6)
        rows.addRow(self._pkce)
        rows.addRow(label("App Connect sends none: what works with it alone does not work there.", "faint", wrap=True))
        rows.addRow(self._in_body)
        rows.addRow(
            label("App Connect sends it as Basic, unless the adapter overrides that.", "faint", wrap=True),
        )
        rows.addRow(label("Redirect address", "label"), self._redirect)
        rows.addRow(label("Redirected address", "label"), self._callback)
        self._body.hide()
        column = vbox(self, margins=(14, 4, 0, 0))
        column.addWidget(self._fold)
        column.addWidget(self._body)

    def applied(self, credentials: Credentials) -> Credentials:
        """The credentials with what is chosen here."""
        return replace(
            credentials,
            pkce=self._pkce.isChecked(),
            secret_in_body=self._in_body.isChecked(),
            redirect_uri=self._redirect.text().strip(),
            callback_url=self._callback.text().strip(),
        )

    def _on_folded(self, open_: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self._body.setVisible(open_)


def _check(name: str, text: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName(name)
    box.setAccessibleName(text)
    return box


def _line(name: str, title: str, placeholder: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(title)
    line.setPlaceholderText(placeholder)
    return line
