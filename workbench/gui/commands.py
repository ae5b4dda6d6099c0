"""What each action does in the window: one command a row of the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog

from workbench.core.contract.eras import ERA_NAMES
from workbench.core.login import Way
from workbench.core.program.settings import THEME
from workbench.gui.bridge import finished
from workbench.gui.connect.connect_dialog import ConnectDialog
from workbench.gui.help.about_dialog import AboutDialog
from workbench.gui.help.controller import HelpController
from workbench.gui.history.forget_dialog import ForgetDialog
from workbench.gui.main_window import MainWindow
from workbench.gui.palette import CommandPalette
from workbench.gui.palette_entries import entries
from workbench.gui.result.commands import ResultCommands
from workbench.gui.settings.adapter_settings_dialog import AdapterSettingsDialog
from workbench.gui.settings.app_settings_dialog import AppSettingsDialog
from workbench.gui.settings.following import Following
from workbench.gui.settings.settings_dialog import SHORTCUTS, SettingsDialog
from workbench.gui.values.find_bar import open_find_bar, step
from workbench.gui.workplace import Workplace

_TYPES: Final = "Adapters (*.js *.cjs *.mjs *.ts *.cts *.mts *.py *.json);;All files (*)"
_IN_HISTORY: Final = ("show", "fire", "form", "compare", "pin", "copy", "delete")
_TABS: Final = {"go-result": 0, "go-traffic": 1, "go-findings": 2, "go-console": 3, "go-compare": 5}


def bind_commands(window: MainWindow, workplace: Workplace) -> None:
    """Give a window what it works on, and its actions something to do."""
    window.work_on(workplace)
    window.actions_by_id.bind(Commands(window).by_id())
    Following(workplace, window)


class Commands(QObject):
    """The commands of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._workplace = window.workplace
        self._chosen: list[str] = []
        """Titles that were chosen in the palette, newest first."""
        self._help = HelpController(window)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """What is called when an action is chosen, by the action's id."""
        workplace = self._workplace
        commands: dict[str, Callable[[], object]] = {
            "open-folder": self._open_folder,
            "open-file": self._open_file,
            "try-harbor": self._try_harbor,
            "settings": self._open_settings,
            "shortcuts": partial(self._open_settings, SHORTCUTS),
            "adapter-settings": self._open_adapter_settings,
            "app-settings": self._open_app_settings,
            "help": self._help.open_area,
            "help-contents": partial(self._help.open_page, "start"),
            "about": self._open_about,
            "reload": workplace.reload,
            "close-adapter": workplace.close_adapter,
            "forget": self._open_forget,
            "new-window": self._window.new_window_wanted.emit,
            "close-window": self._window.close,
            "quit": self._quit,
            "connect": self._open_connect,
            "connections": self._window.bar.show_connections,
            "connection-rename": self._window.bar.controller.rename,
            "connection-log-out": self._window.bar.controller.log_out,
            "connection-forget": self._window.bar.controller.forget,
            "token": partial(self._window.bar.show_details, "token"),
            "fire": self._fire,
            "fire-compare": self._fire_and_compare,
            "cancel": workplace.cancel,
            "palette": self._open_palette,
            "menu": self._window.bar.show_menu,
            "go-interfaces": self._go_interfaces,
            "go-form": partial(self._go_form, 0),
            "go-json": partial(self._go_form, 1),
            "go-history": self._go_history,
            "show-interfaces": partial(self._window.show_pane, "interfaces"),
            "show-history": partial(self._window.show_pane, "history"),
            "find": self._find,
            "find-next": partial(self._find_step, 1),
            "find-previous": partial(self._find_step, -1),
            "reveal-secrets": self._reveal,
        }
        commands |= self._window.bar.controller.token_commands()
        commands |= ResultCommands(self._window).by_id()
        commands |= {name: partial(self._go_result, tab) for name, tab in _TABS.items()}
        commands |= {f"history-{command}": partial(self._window.history.menu.do, command) for command in _IN_HISTORY}
        commands |= {f"theme-{choice}": partial(self._choose_theme, choice) for choice in ("system", "light", "dark")}
        commands |= {f"era-{name}": partial(workplace.choose_era, name) for name in ERA_NAMES}
        commands["era-seen"] = partial(workplace.choose_era, "")
        return commands

    def _open_connect(self) -> None:
        self._connect_by(None)

    def _connect_by(self, way: Way | None, filled: Mapping[str, str] | None = None) -> None:
        adapter = self._workplace.adapter
        if adapter is not None:
            dialog = ConnectDialog(self._workplace, adapter, self._window, way, filled)
            dialog.begun_anew.connect(self._connect_by)
            dialog.addAction(self._window.actions_by_id["help"])
            dialog.open()

    def _open_settings(self, page: str = "") -> None:
        window = self._window
        dialog = window.findChild(SettingsDialog) or SettingsDialog(self._workplace, window)
        dialog.addAction(window.actions_by_id["help"])
        if page:
            dialog.go(page)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _open_adapter_settings(self) -> None:
        adapter = self._workplace.adapter
        if adapter is not None:
            dialog = AdapterSettingsDialog(self._workplace, adapter, self._window)
            dialog.addAction(self._window.actions_by_id["help"])
            dialog.open()

    def _open_app_settings(self) -> None:
        adapter = self._workplace.adapter
        if adapter is not None:
            dialog = AppSettingsDialog(self._workplace, adapter, self._window)
            dialog.addAction(self._window.actions_by_id["help"])
            dialog.open()

    def _open_about(self) -> None:
        AboutDialog(self._workplace, self._window).open()

    def _open_palette(self) -> None:
        CommandPalette(entries(self._window), self._window, recent=self._chosen).open()

    def _open_folder(self) -> None:
        self._workplace.spawn(self._ask_for(QFileDialog.FileMode.Directory), "open-folder")

    def _open_file(self) -> None:
        self._workplace.spawn(self._ask_for(QFileDialog.FileMode.ExistingFile), "open-file")

    async def _ask_for(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self._window, "Open an adapter")
        dialog.setObjectName("open-dialog")
        dialog.setFileMode(mode)
        if mode is QFileDialog.FileMode.Directory:
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setNameFilter(_TYPES)
        try:
            if await finished(dialog) and dialog.selectedFiles():
                self._workplace.open(dialog.selectedFiles()[0])
        finally:
            dialog.deleteLater()

    def _try_harbor(self) -> None:
        self._window.welcome.try_harbor()

    def _open_forget(self) -> None:
        ForgetDialog(self._workplace, self._window).open()

    def _quit(self) -> None:
        self._window.quit_wanted.emit()
        self._window.close()

    def _fire(self) -> None:
        """Fire what the form holds; in history's table, the run that is selected there."""
        if self._window.history.table.hasFocus():
            self._window.history.menu.do("fire")
        else:
            self._window.form.fire()

    def _fire_and_compare(self) -> None:
        self._window.form.fire()
        self._go_result(_TABS["go-compare"])

    def _bring(self, pane: str) -> None:
        """Show a pane that was put away, since somebody wants to go there."""
        self._window.actions_by_id[f"show-{pane}"].setChecked(True)
        self._window.show_pane(pane)

    def _go_interfaces(self) -> None:
        self._bring("interfaces")
        self._window.interfaces.tree.setFocus()

    def _go_form(self, tab: int) -> None:
        self._window.form.tabs.setCurrentIndex(tab)
        self._window.form.tabs.setFocus()

    def _go_result(self, tab: int) -> None:
        self._window.result.tabs.setCurrentIndex(tab)
        self._window.result.tabs.setFocus()

    def _go_history(self) -> None:
        self._bring("history")
        self._window.history.filter.setFocus()

    def _find(self) -> None:
        open_find_bar(QApplication.focusWidget(), self._window.result)

    def _find_step(self, by: int) -> None:
        step(QApplication.focusWidget(), by, self._window.result)

    def _reveal(self) -> None:
        window = self._window
        self._workplace.revealing = window.actions_by_id["reveal-secrets"].isChecked()
        if window.result.invocation is not None:
            window.result.show_invocation(window.result.invocation, self._workplace.redactor())
        self._workplace.connection_changed.emit()

    def _choose_theme(self, choice: str) -> None:
        self._workplace.preferences.choose(THEME, choice)
