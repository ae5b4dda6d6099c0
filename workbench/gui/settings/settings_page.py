"""The settings, generated from their table: title, editor, description, what is wrong, and the way back."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from workbench.core.program.settings import BY_KEY, AnySetting, Group, Kind, grouped, shown
from workbench.gui.look.widgets import button, hbox, heading, label, panel, restyle, tip, vbox
from workbench.gui.settings.setting_editors import setting_editor
from workbench.gui.workplace import Workplace

_NO_FILE: Final = "There is no {kind} at this place. It is kept, and not used as long as it is missing."


class SettingRow(QWidget):
    """One setting."""

    def __init__(self, row: AnySetting, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName(f"setting-row:{row.key}")
        self.row = row
        self._workplace = workplace
        self._editor = setting_editor(row)
        self._editor.typed.connect(self._on_typed)
        name = label(row.title)
        name.setBuddy(self._editor.control)
        self._changed = label("changed", "accent", name=f"setting-changed:{row.key}")
        tip(self._changed, f"As it comes: {shown(row, row.default)}")
        self._reset = button(
            "Reset",
            "link",
            name=f"setting-reset:{row.key}",
            on_click=partial(workplace.preferences.reset, row),
            description=f"{row.title} as it comes: {shown(row, row.default)}",
        )
        self._wrong = label("", "error", name=f"setting-wrong:{row.key}", wrap=True, selectable=True)
        head = hbox(spacing=10)
        head.addWidget(name)
        head.addWidget(self._changed)
        head.addWidget(self._reset)
        head.addStretch(1)
        head.addWidget(self._editor)
        when = f" Holds {row.when}." if row.when else ""
        about = label(row.description + when, "muted", wrap=True)
        column = vbox(self, margins=(0, 8, 0, 8), spacing=3)
        column.addLayout(head)
        column.addWidget(about)
        column.addWidget(self._wrong)
        self._words = " ".join((row.key, row.title, row.group, row.description, *(each.title for each in row.choices)))
        self.refresh()

    def refresh(self) -> None:
        """Show what holds now."""
        settings = self._workplace.preferences.settings
        self._editor.show_value(settings.values.get(self.row.key, self.row.default))
        changed = settings.changed(self.row)
        self._changed.setVisible(changed)
        self._reset.setVisible(changed)
        faults = [each.sentence for each in settings.faults if each.key == self.row.key]
        self._say(faults[0] if faults else "")
        if self.row.kind in (Kind.FILE, Kind.FOLDER) and changed:
            self._workplace.spawn(self._look(str(settings.values[self.row.key])), "look-at-place")

    def fits(self, wanted: str) -> bool:
        """Whether every word of a search stands in the row."""
        return all(word in self._words.casefold() for word in wanted.casefold().split())

    def _on_typed(self, value: object) -> None:
        try:
            self._workplace.preferences.choose(self.row, value)  # type: ignore[arg-type]
        except ValueError as error:
            self._say(str(error))
        else:
            self.refresh()

    async def _look(self, place: str) -> None:
        """Say it where nothing lies at the place."""
        is_file = self.row.kind is Kind.FILE
        there = await asyncio.to_thread(Path(place).is_file if is_file else Path(place).is_dir)
        if not there and self._workplace.preferences.settings.values.get(self.row.key) == place:
            self._say(_NO_FILE.format(kind=self.row.kind))

    def _say(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        restyle(self._editor.control, invalid="true" if sentence else "false")


class SettingsPage(QScrollArea):
    """All settings under the headings of their groups."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("settings-page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._workplace = workplace
        page = panel("settings-page-body")
        column = vbox(page, margins=(24, 16, 24, 24))
        self._other = label("", "error", name="settings-faults", wrap=True, selectable=True)
        column.addWidget(self._other)
        self._titles: dict[Group, QWidget] = {}
        self.rows: list[SettingRow] = []
        for group, rows in grouped():
            title = heading(group)
            title.setContentsMargins(0, 14, 0, 2)
            self._titles[group] = title
            column.addWidget(title)
            for row in rows:
                made = SettingRow(row, workplace)
                self.rows.append(made)
                column.addWidget(made)
        self._nothing = label("No setting holds these words.", "muted", name="settings-nothing")
        column.addWidget(self._nothing)
        column.addStretch(1)
        self.setWidget(page)
        workplace.preferences.setting_changed.connect(self._on_changed)
        self._show_faults()
        self.search("")

    def search(self, wanted: str) -> None:
        """Show only the settings that hold every word."""
        found = set()
        for row in self.rows:
            fits = row.fits(wanted)
            row.setVisible(fits)
            if fits:
                found.add(row.row.group)
        for group, title in self._titles.items():
            title.setVisible(group in found)
        self._nothing.setVisible(not found)

    def go(self, group: Group) -> None:
        """Scroll to a heading."""
        first = next(iter(self._titles)) is group
        self.verticalScrollBar().setValue(0 if first else self._titles[group].y())

    def _on_changed(self, key: str) -> None:
        for row in self.rows:
            if row.row.key == key:
                row.refresh()

    def _show_faults(self) -> None:
        """What of the file belongs to no row."""
        faults = [each.sentence for each in self._workplace.preferences.settings.faults if each.key not in BY_KEY]
        self._other.setText("\n".join(faults))
        self._other.setVisible(bool(faults))
