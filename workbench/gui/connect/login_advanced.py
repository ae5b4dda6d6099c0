"""What few logins need: what App Connect's client sends besides, PKCE, the client secret's place, other addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLineEdit, QScrollArea, QToolButton, QWidget

from workbench.core.login import Way, tidy_address
from workbench.core.login.client import IDENTITY_NAMES, QUERY_NAMES, ClientIdentity
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, tip, vbox
from workbench.session.login import Credentials

_HEIGHT: Final = 230
"""Pixels that the open fold takes at most; the rest is scrolled to."""


class LoginAdvanced(QWidget):
    """Folded away until it is wanted. By API key only further fields and what the client knows of its user."""

    def __init__(self, way: Way | None) -> None:
        super().__init__()
        self.setObjectName("login-advanced")
        self._by_code = way is Way.OAUTH
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
        self._fields = _line("login-fields-further", "Further login fields", "name=value&another=value")
        self._further = _line("login-query-further", "Further query values", "name=value&another=value")
        self._query: dict[str, QLineEdit] = {}
        self._body = QScrollArea()
        self._lay_out()

    @property
    def fields(self) -> dict[str, str]:
        """Login fields that no page asks for."""
        return dict(parse_qsl(self._fields.text().strip()))

    def applied(self, credentials: Credentials) -> Credentials:
        """The credentials with what is chosen here."""
        return replace(
            credentials,
            query=self._given(),
            pkce=self._pkce.isChecked(),
            secret_in_body=self._in_body.isChecked(),
            redirect_uri=self._redirect.text().strip(),
            callback_url=tidy_address(self._callback.text()),
        )

    def _given(self) -> dict[str, str]:
        """Values of the login's query that are not as the client would have them."""
        usual = _usual()
        typed = {name: line.text().strip() for name, line in self._query.items()}
        further = dict(parse_qsl(self._further.text().strip(), keep_blank_values=True))
        return {**{name: value for name, value in typed.items() if value != usual.get(name, "")}, **further}

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("kind", "panel")
        rows = QFormLayout(inside)
        rows.setContentsMargins(20, 2, 20, 8)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(6)
        rows.addRow(self._pkce)
        rows.addRow(label("App Connect sends none: what works with it alone does not work there.", "faint", wrap=True))
        rows.addRow(self._in_body)
        rows.addRow(label("App Connect sends it as Basic, unless the adapter overrides that.", "faint", wrap=True))
        rows.addRow(label("Redirect address", "label"), self._redirect)
        rows.addRow(label("Redirected address", "label"), self._callback)
        rows.addRow(label("Further query values", "label"), self._further)
        for row in range(rows.rowCount()):
            rows.setRowVisible(row, self._by_code)
        rows.addRow(label("Further login fields", "label"), self._fields)
        rows.setRowVisible(rows.rowCount() - 1, not self._by_code)
        rows.addRow(label("What App Connect's client sends with this login about its user:", "faint", wrap=True))
        usual = _usual()
        for name, about in QUERY_NAMES.items():
            if self._by_code or name in IDENTITY_NAMES:
                line = self._query[name] = _line(f"login-query:{name}", name, about)
                line.setText(usual.get(name, ""))
                line.setAccessibleDescription(about)
                tip(line, about)
                rows.addRow(label(name, "label"), line)
        self._body.setObjectName("login-advanced-values")
        self._body.setAccessibleName("Advanced values of the login")
        self._body.setWidgetResizable(True)
        self._body.setFrameShape(QFrame.Shape.NoFrame)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body.setFixedHeight(theme().pixels(_HEIGHT))
        self._body.setWidget(inside)
        self._body.hide()
        column = vbox(self, margins=(14, 4, 0, 0))
        column.addWidget(self._fold)
        column.addWidget(self._body)

    def _on_folded(self, open_: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self._body.setVisible(open_)


def _usual() -> dict[str, str]:
    """The stand-ins by the names that they have in a query."""
    client = ClientIdentity()
    return {name: str(getattr(client, member)) for name, member in IDENTITY_NAMES.items()}


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
