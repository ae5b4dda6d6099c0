"""What the user and an administrator of the open adapter's connection set in App Connect."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QTabWidget, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.forms import FieldGroup, FieldKind
from workbench.core.forms.app_settings import admin_page, id_of, shown_values, starts_with, typed_entries, user_page
from workbench.core.manifest import Platform
from workbench.core.server.app_settings import USER_MAPPINGS, USER_SETTINGS, AppSettings, is_locked
from workbench.core.values import UNDEFINED, Json, Value
from workbench.gui.form.field_editors import FieldGrid, FieldRow
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.widgets import button, hbox, heading, label, panel, rule, vbox
from workbench.gui.workplace import Workplace
from workbench.session.app_settings import apply, held, team_settings
from workbench.session.open_adapter import OpenAdapter

_FROM_FILE: Final = "A workspace file sets it whenever the adapter is connected."
_AS_IT_COMES: Final = "As the manifest begins; nothing is stored until it is changed."
_NEEDED: Final = "Needed."
_LOCKED: Final = "The administrator has set it, and no user can change it."


class SettingsForm(QScrollArea):
    """One page: its groups of fields, and what is filled in."""

    def __init__(
        self, name: str, about: str, page: Sequence[FieldGroup], values: Mapping[str, Json], platform: Platform | None
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # It scrolls with the focus of its fields.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.values: dict[str, Value] = dict(values)
        """By path; UNDEFINED where a field was emptied."""
        self.refused: dict[str, str] = {}
        """Why what stands in a field is no value, by path."""
        self.rows: dict[str, FieldRow] = {}
        self._platform = platform
        self._said: Mapping[str, str] = {}
        body = panel(f"{name}-body")
        column = vbox(body, margins=(24, 12, 24, 20), spacing=8)
        column.addWidget(label(about, "muted", wrap=True))
        for group in page:
            grid = FieldGrid(group.fields, f"{name}:", self._on_edited, self._on_refused)
            column.addWidget(heading(group.title))
            column.addWidget(grid.widget)
            self.rows |= grid.rows
        column.addStretch(1)
        self.setWidget(body)
        for path in self.rows:
            self._show(path)

    def say(self, hints: Mapping[str, str], *, off: Collection[str] = ()) -> None:
        """Sentences beside settings, by their ids; those in `off` cannot be changed."""
        self._said = hints
        for path, row in self.rows.items():
            row.editor.widget.setEnabled(id_of(path) not in off)
            self._say_hint(path)

    def _show(self, path: str, *, is_typed_in: bool = False) -> None:
        value = self.values.get(path, UNDEFINED)
        begins = starts_with(self._platform, path)
        self.rows[path].show(begins if value is UNDEFINED and begins is not None else value, is_typed_in=is_typed_in)
        self._say_hint(path)

    def _say_hint(self, path: str) -> None:
        row, empty = self.rows[path], self.values.get(path, UNDEFINED) in (UNDEFINED, None, "", [])
        words = self._said.get(id_of(path), "")
        if not words and empty and path.endswith(".value"):
            begins = starts_with(self._platform, path) is not None
            words = _AS_IT_COMES if begins else _NEEDED if row.field.required else ""
        row.say_hint(words)

    def _on_edited(self, path: str, value: Value) -> None:
        self.values[path] = value
        self.refused.pop(path, None)
        self._show(path, is_typed_in=True)

    def _on_refused(self, path: str, why: str, _text: str) -> None:
        self.refused[path] = f"{self.rows[path].field.label}: {why}"


class AppSettingsDialog(ReadingOrder, QDialog):
    """Two forms made from the manifest's settings pages; what they hold is stored with the connection."""

    def __init__(self, workplace: Workplace, adapter: OpenAdapter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("app-settings")
        self.setWindowTitle("Settings in App Connect")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 640)
        self._workplace, self._adapter = workplace, adapter
        self._closed = False
        self._held = before = held(adapter)
        platform = adapter.platform
        administrators = before.admin.get(USER_SETTINGS) or {}
        self._locked = {name: each for name, each in administrators.items() if is_locked(administrators, name)}
        users, admins = user_page(platform), admin_page(platform)
        who = adapter.connection.name if adapter.connection else ""
        self.user = SettingsForm(
            "app-settings-user",
            f"What {who or 'the user'} chooses in App Connect. The adapter finds it in user.userSettings.",
            users,
            shown_values(users, {**before.user, **self._locked}),
            platform,
        )
        columns = {USER_MAPPINGS: before.admin[USER_MAPPINGS]} if before.admin.get(USER_MAPPINGS) else {}
        self.admin = SettingsForm(
            "app-settings-admin",
            "What an administrator sets for the whole account. A user's client takes it over.",
            admins,
            shown_values(admins, administrators, **columns),
            platform,
        )
        self._tabs = QTabWidget()
        self._tabs.setObjectName("app-settings-pages")
        self._tabs.setProperty("kind", "dialog-pages")
        self._tabs.addTab(self.user, "User")
        self._tabs.addTab(self.admin, "Administrator")
        self._said = label("", "error", name="app-settings-said", wrap=True, selectable=True)
        self._said.hide()
        self._save = button("Save", "primary", name="app-settings-save", on_click=self._on_save)
        self._lay_out()
        self.finished.connect(self._on_finished)
        workplace.spawn(self._look_at_files(), "app-settings-files")
        self._focus_first()

    def _lay_out(self) -> None:
        foot = panel("app-settings-foot")
        words = vbox(foot, margins=(20, 10, 20, 10), spacing=8)
        words.addWidget(self._said)
        row = hbox(spacing=10)
        about = "Stored with the connection; onUpdateUserSettings is asked where the adapter has it."
        row.addWidget(label(about, "faint", wrap=True), 1)
        row.addWidget(button("Cancel", name="app-settings-cancel", on_click=self.reject))
        row.addWidget(self._save)
        words.addLayout(row)
        whole = vbox(self)
        whole.addWidget(self._tabs, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)

    def _focus_first(self) -> None:
        first = next((row for row in self.user.rows.values() if row.field.kind is not FieldKind.NOTICE), None)
        if first is not None:
            first.editor.widget.setFocus()

    async def _look_at_files(self) -> None:
        """Say which settings come from a file, and which an administrator has locked."""
        try:
            files = await team_settings(self._adapter)
        except WorkbenchError as error:
            files = AppSettings()
            if not self._closed:
                self._say(f"{error.message} {error.hint}".strip())
        if self._closed:
            return
        hints = {**dict.fromkeys(files.user, _FROM_FILE), **dict.fromkeys(self._locked, _LOCKED)}
        self.user.say(hints, off=self._locked)
        self.admin.say(dict.fromkeys(files.admin.get(USER_SETTINGS) or {}, _FROM_FILE))

    def _on_save(self) -> None:
        refused = [*self.user.refused.values(), *self.admin.refused.values()]
        if refused:
            self._say(refused[0])
            return
        try:
            wanted = self._typed()
        except WorkbenchError as error:
            self._say(f"{error.message} {error.hint}".strip())
            return
        self._save.setEnabled(False)
        self._workplace.spawn(self._keep(wanted), "app-settings-save")

    def _typed(self) -> AppSettings:
        """What stands in the forms, of an administrator's what has changed; raises UsageError."""
        entries = partial(typed_entries, self._adapter.platform)
        before = self._held.admin
        mappings = self.admin.values.get(USER_MAPPINGS, UNDEFINED)
        admin: dict[str, Json] = {
            USER_SETTINGS: entries(self.admin.values, before.get(USER_SETTINGS) or {}, ruled=True),
            USER_MAPPINGS: [] if mappings is UNDEFINED else mappings,
        }
        admin = {name: value for name, value in admin.items() if value != (before.get(name) or type(value)())}
        typed = entries(self.user.values, self._held.user, ruled=False)
        own = {name: entry for name, entry in self._held.user.items() if name in self._locked}
        return AppSettings({name: each for name, each in typed.items() if name not in self._locked} | own, admin)

    async def _keep(self, wanted: AppSettings) -> None:
        changed = {name: entry for name, entry in wanted.user.items() if self._held.user.get(name) != entry}
        gone = [name for name in self._held.user if name not in wanted.user]
        try:
            applied = await apply(self._adapter, AppSettings(changed, wanted.admin), gone=gone)
        except WorkbenchError as error:
            self._fail(f"{error.message} {error.hint}".strip())
            return
        finally:
            self._workplace.connection_changed.emit()
        if applied.refusal:
            self._fail(applied.refusal)
        elif not self._closed:
            self.accept()

    def _fail(self, sentence: str) -> None:
        if not self._closed:
            self._say(sentence)
            self._save.setEnabled(True)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _on_finished(self, _result: int) -> None:
        self._closed = True
