"""What an administrator supplies for an adapter's logins: its managed fields, or an OAuth client of the account."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QToolButton, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.login import Way
from workbench.core.login.managed import ManagedLogin, managed_of
from workbench.core.manifest import LoginField, LoginFieldKind
from workbench.core.server.managed import OAUTH_MEMBERS
from workbench.core.text.harmless import harmless
from workbench.gui.look.widgets import button, hbox, label, vbox
from workbench.gui.workplace import Workplace
from workbench.session.login.managed import keep_managed, managed_login, managed_options
from workbench.session.open_adapter import OpenAdapter

_SCOPES: Final = {"user": "for this user", "account": "for the account"}
_CLIENT: Final = "These replace getOauthInfo at a login; they are pending until the first login by them succeeds."
_FIELDS: Final = "These go before what a user types, and are not asked for any more."


class LoginManaged(QWidget):
    """Folded away until it is wanted; holds what is stored."""

    changed = Signal()
    """Other values are stored now, or the stored ones were read."""

    def __init__(self, workplace: Workplace, adapter: OpenAdapter, way: Way | None) -> None:
        super().__init__()
        self.setObjectName("login-managed")
        self._workplace, self._adapter, self._way = workplace, adapter, way
        self.stored = ManagedLogin()
        """What is stored, as far as it was read."""
        self._closed = False
        self._fields = managed_of(adapter.platform) if way is Way.API_KEY else ()
        self._lines: dict[str, QLineEdit | QComboBox] = {}
        self._fold = QToolButton()
        self._fold.setObjectName("login-managed-fold")
        self._fold.setText("As an administrator")
        self._fold.setAccessibleName("As an administrator")
        self._fold.setProperty("kind", "fold")
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.toggled.connect(self._on_folded)
        self._body = QWidget()
        self._state = label("Nothing is stored.", "muted", name="login-managed-state", wrap=True)
        self._lay_out()
        self._body.hide()
        self.setVisible(bool(self._lines))
        if self._lines:
            workplace.spawn(self._read(), "managed-login")

    async def after_login(self, *, refused: bool) -> None:
        """Keep what a login showed of the stored values."""
        if self.stored == ManagedLogin():
            return
        after = self.stored.after_login(time.time(), refused=refused)
        if after != self.stored:
            await self._keep(after)

    def close_for_good(self) -> None:
        """The dialog is going: what still comes is not shown."""
        self._closed = True

    async def _read(self) -> None:
        vault = self._workplace.session.connections.vault
        stored = await self._workplace.unlocked(partial(managed_login, self._adapter, vault))
        if stored != self.stored:
            self.stored = stored
            self._show()

    async def _keep(self, managed: ManagedLogin) -> None:
        vault = self._workplace.session.connections.vault
        await self._workplace.unlocked(partial(keep_managed, self._adapter, vault, managed))
        self.stored = managed
        self._show()

    async def _store(self) -> None:
        now, managed = time.time(), self.stored
        if self._way is Way.OAUTH:
            managed = managed.with_client(self._typed(), now)
        for item in self._fields:
            managed = managed.with_field(item, self._typed().get(item.const, ""))
        await self._keep(managed)

    async def _ask_for_choices(self, const: str) -> None:
        try:
            choices = await managed_options(self._adapter, const, self.stored, self._typed())
        except WorkbenchError as error:
            if not self._closed:
                self._state.setText(f"{error.message} {error.hint}")
            return
        box = self._lines[const]
        if self._closed or not isinstance(box, QComboBox):
            return
        kept = box.currentText()
        box.clear()
        for value, title in choices:
            box.addItem(harmless(title), value)
        if not choices:
            box.setEditText(kept)
            self._state.setText("The adapter offers no choices.")

    def _typed(self) -> dict[str, str]:
        found = {}
        for name, line in self._lines.items():
            if isinstance(line, QComboBox):
                chosen = line.currentData() if line.currentText() == line.itemText(line.currentIndex()) else None
                found[name] = str(chosen if chosen is not None else line.currentText()).strip()
            else:
                found[name] = line.text().strip()
        return found

    def _show(self) -> None:
        if self._closed:
            return
        known = self.stored.client(time.time()) if self._way is Way.OAUTH else self.stored.fields
        for name, line in self._lines.items():
            value = known.get(name, "")
            if isinstance(line, QComboBox):
                place = line.findData(value)
                if place >= 0:
                    line.setCurrentIndex(place)
                else:
                    line.setEditText(value)
            else:
                line.setText(value)
        lost = self._workplace.session.connections.vault.state.lost_at_the_end if known else ""
        self._state.setText(f"{self._words(bool(known))} {lost}".strip())
        self.changed.emit()

    def _words(self, is_stored: bool) -> str:
        if not is_stored:
            return "Nothing is stored."
        if self.stored.refused:
            return "Stored. The CRM refused the last login by these values, so what a user types goes first."
        if self._way is Way.OAUTH and not self.stored.oauth:
            return "Pending: the first login that succeeds by them makes them the account's."
        return "Stored."

    def _lay_out(self) -> None:
        column = vbox(self, margins=(14, 0, 0, 0))
        column.addWidget(self._fold)
        column.addWidget(self._body)
        inner = vbox(self._body, margins=(20, 2, 20, 8), spacing=6)
        inner.addWidget(label(_CLIENT if self._way is Way.OAUTH else _FIELDS, "faint", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 122)
        grid.setColumnStretch(1, 1)
        if self._way is Way.OAUTH:
            for name in OAUTH_MEMBERS:
                self._add(grid, name, name, "", is_secret=name == "clientSecret")
        for item in self._fields:
            self._add_field(grid, item)
        inner.addLayout(grid)
        row = hbox()
        row.addWidget(button("Store", name="login-managed-store", on_click=self._on_store))
        row.addWidget(button("Forget them", "link", name="login-managed-forget", on_click=self._on_forget))
        row.addWidget(self._state, 1)
        inner.addLayout(row)

    def _add_field(self, grid: QGridLayout, item: LoginField) -> None:
        scope = _SCOPES.get(item.managed_scope, _SCOPES["account"])
        if item.managed_type != "dynamic":
            self._add(grid, item.const, item.title, scope, is_secret=item.kind is LoginFieldKind.PASSWORD)
            return
        box = QComboBox()
        box.setEditable(True)
        ask = button(
            "Ask for the choices",
            name=f"managed-choices:{item.const}",
            on_click=partial(self._on_choices, item.const),
            description="Calls getManagedAuthOptions with the account's values.",
        )
        self._put(grid, item.const, item.title, scope, box)
        grid.addWidget(ask, grid.rowCount() - 1, 2)

    def _add(self, grid: QGridLayout, name: str, title: str, scope: str, *, is_secret: bool) -> None:
        line = QLineEdit()
        if is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self._put(grid, name, title, scope, line)

    def _put(self, grid: QGridLayout, name: str, title: str, scope: str, line: QLineEdit | QComboBox) -> None:
        row = grid.rowCount()
        words = label(title, "label")
        words.setBuddy(line)
        line.setObjectName(f"managed:{name}")
        line.setAccessibleName(f"{title}, {scope}" if scope else title)
        grid.addWidget(words, row, 0)
        grid.addWidget(line, row, 1)
        if scope and isinstance(line, QLineEdit):
            grid.addWidget(label(scope, "faint"), row, 2)
        self._lines[name] = line

    def _on_folded(self, is_open: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)

    def _on_store(self) -> None:
        self._workplace.spawn(self._store(), "managed-store")

    def _on_forget(self) -> None:
        self._workplace.spawn(self._keep(ManagedLogin()), "managed-forget")

    def _on_choices(self, const: str, _checked: bool = False) -> None:
        self._workplace.spawn(self._ask_for_choices(const), "managed-choices")
