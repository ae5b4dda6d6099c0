"""The settings of the open adapter: its variables, host maps, proxy and certificate authorities."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QScrollArea, QWidget

from workbench.core.errors import UsageError, WorkbenchError
from workbench.core.text.harmless import harmless
from workbench.core.traffic.hosts import HostMap, parse_host_map
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.widgets import button, hbox, heading, label, panel, rule, vbox
from workbench.gui.settings.adapter_settings_rows import MapRow, RowList, TextRow, VariableRow, about
from workbench.gui.settings.lost_at_the_end import LostAtTheEnd
from workbench.gui.workplace import Workplace
from workbench.session.adapter_settings import (
    AdapterSettings,
    load_adapter_settings,
    proxy_fault,
    save_adapter_settings,
    variable_fault,
)
from workbench.session.open_adapter import OpenAdapter
from workbench.session.workspace import Workspace


class AdapterSettingsDialog(ReadingOrder, QDialog):
    """Holds from the adapter's next load on."""

    def __init__(self, workplace: Workplace, adapter: OpenAdapter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("adapter-settings")
        self.setWindowTitle(f"Settings of {harmless(adapter.name)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 640)
        self._workplace = workplace
        self._adapter = adapter
        self._folders = [Path(folder) for folder in adapter.description.source.folders]
        self._vault = workplace.session.connections.vault
        self._closed = False
        self._read = AdapterSettings()
        self._variables = RowList(VariableRow, "variable-add", "Add a variable")
        self._lost = LostAtTheEnd(workplace)
        self._maps = RowList(MapRow, "map-add", "Add a host map")
        self._proxy = TextRow("adapter-proxy", "Proxy", "http://proxy.example.com:8080")
        self._ca = TextRow("adapter-ca", "Certificate authorities", "A file in PEM", asks_for_file=True)
        others = [Path(file).name for file in adapter.description.source.other_manifests]
        offered = (
            f"The nearest manifest.json; also there: {', '.join(others)}" if others else "The nearest manifest.json"
        )
        self._manifest = TextRow("adapter-manifest", "Manifest", offered, asks_for_file=True)
        self._reveal = QCheckBox("Show secret values")
        self._reveal.setObjectName("variables-reveal")
        self._reveal.toggled.connect(self._on_reveal)
        self._said = label("", "error", name="adapter-settings-said", wrap=True, selectable=True)
        self._save = button("Save", name="adapter-settings-save", on_click=self._on_save)
        self._again = button("Save and load again", "primary", name="adapter-settings-load", on_click=self._on_load)
        self._lay_out()
        self._allow(possible=False)
        self.finished.connect(self._on_finished)
        workplace.spawn(self._load(), "adapter-settings-load")

    def _lay_out(self) -> None:
        page = panel("adapter-settings-body")
        column = vbox(page, margins=(24, 16, 24, 20), spacing=10)
        column.addWidget(heading("Variables"))
        column.addWidget(about("What the adapter finds in its environment. They go before the ones of its .env file."))
        column.addWidget(self._variables)
        column.addWidget(self._lost)
        column.addWidget(self._reveal)
        column.addWidget(heading("Host maps"))
        column.addWidget(
            about("Calls for a host go to another address, such as a sandbox; the adapter does not notice.")
        )
        column.addWidget(self._maps)
        column.addWidget(heading("Network"))
        column.addWidget(about("The way out of a company's network. Calls to this machine never go through the proxy."))
        column.addWidget(self._proxy)
        column.addWidget(self._ca)
        column.addWidget(heading("Manifest"))
        column.addWidget(
            about("What describes the adapter to App Connect, where it is another than the one beside it.")
        )
        column.addWidget(self._manifest)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("adapter-settings-page")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        foot = panel("adapter-settings-foot")
        words = vbox(foot, margins=(20, 10, 20, 10), spacing=8)
        words.addWidget(self._said)
        row = hbox(spacing=10)
        words_of_files = "What is shared lies in workbench.toml beside the adapter; the rest in your own data folder."
        read = ", ".join(map(str, self._adapter.surroundings.setting_files))
        if read:
            words_of_files += f" Read when it was loaded, the first before the others: {read}."
        row.addWidget(label(words_of_files, "faint", name="adapter-settings-files", wrap=True, selectable=True), 1)
        row.addWidget(button("Cancel", name="adapter-settings-cancel", on_click=self.reject))
        row.addWidget(self._save)
        row.addWidget(self._again)
        words.addLayout(row)
        whole = vbox(self)
        whole.addWidget(scroll, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)
        self._say("")

    async def _load(self) -> None:
        try:
            settings = await load_adapter_settings(self._folders, self._vault)
        except WorkbenchError as error:
            if not self._closed:
                self._say(f"{error.message} {error.hint}")
            return
        if self._closed:
            return
        self._read = settings
        for shared, workspace in ((True, settings.shared), (False, settings.own)):
            for name, value in workspace.environment.items():
                self._add_variable(name, value, shared=shared)
            for each in workspace.maps:
                row = self._maps.add()
                row.first.setText(each.host)
                row.second.setText(each.target)
                row.shared.setChecked(shared)
        for name in settings.own.secret:
            self._add_variable(name, settings.secrets.get(name, ""), secret=True)
        self._proxy.show_text(settings.own.proxy, settings.shared.proxy)
        self._manifest.show_text(settings.own.manifest, settings.shared.manifest)
        self._ca.show_text(settings.own.ca_file, settings.shared.ca_file)
        self._say(" ".join(settings.missing))
        self._allow(possible=True)

    def _add_variable(self, name: str, value: str, *, shared: bool = False, secret: bool = False) -> None:
        row = self._variables.add()
        row.first.setText(name)
        row.second.setText(value)
        row.shared.setChecked(shared)
        row.secret.setChecked(secret)

    def _on_reveal(self, revealed: bool) -> None:
        for row in self._variables.rows:
            row.reveal(revealed)

    def _on_save(self) -> None:
        self._begin(load_again=False)

    def _on_load(self) -> None:
        self._begin(load_again=True)

    def _begin(self, *, load_again: bool) -> None:
        try:
            settings = self._typed()
        except UsageError as error:
            self._say(f"{error.message} {error.hint}".strip())
            return
        self._allow(possible=False)
        self._workplace.spawn(self._keep(settings, load_again=load_again), "adapter-settings-save")

    async def _keep(self, settings: AdapterSettings, *, load_again: bool) -> None:
        try:
            await save_adapter_settings(self._folders, self._vault, settings)
        except WorkbenchError as error:
            if not self._closed:
                self._say(f"{error.message} {error.hint}".strip())
                self._allow(possible=True)
            return
        if load_again:
            self._workplace.reload()
        else:
            # The keychain may have shown only now that it keeps nothing.
            self._workplace.busy_changed.emit("")
        if not self._closed:
            self.accept()

    def _typed(self) -> AdapterSettings:
        """What stands in the rows; raises UsageError for what cannot be."""
        rows = [row for row in self._variables.rows if row.first.text().strip() or row.second.text()]
        for row in rows:
            _refuse(variable_fault(row.first.text().strip()))
        counted = Counter((row.first.text().strip(), row.shared.isChecked()) for row in rows)
        for (name, _shared), count in counted.items():
            _refuse(f"{name} is there {count} times." if count > 1 else "")
        _refuse(proxy_fault(self._proxy.line.text().strip()))
        secret = [row for row in rows if row.secret.isChecked()]
        return AdapterSettings(
            self._workspace(rows, (), shared=True),
            self._workspace(rows, tuple(row.first.text().strip() for row in secret), shared=False),
            {row.first.text().strip(): row.second.text() for row in secret if row.second.text()},
        )

    def _workspace(self, rows: list[VariableRow], secret: tuple[str, ...], *, shared: bool) -> Workspace:
        plain = [row for row in rows if row.shared.isChecked() is shared and not row.secret.isChecked()]
        read = self._read.shared if shared else self._read.own
        return replace(
            read,
            maps=tuple(self._read_maps(shared=shared)),
            environment={row.first.text().strip(): row.second.text() for row in plain},
            proxy=self._proxy.text(shared=shared),
            ca_file=self._ca.text(shared=shared),
            manifest=self._manifest.text(shared=shared),
            secret=secret,
        )

    def _read_maps(self, *, shared: bool) -> list[HostMap]:
        pairs = [
            (row.first.text().strip(), row.second.text().strip(), row.shared.isChecked()) for row in self._maps.rows
        ]
        return [
            parse_host_map(f"{host}={target}")
            for host, target, is_shared in pairs
            if (host or target) and is_shared is shared
        ]

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _allow(self, *, possible: bool) -> None:
        self._save.setEnabled(possible)
        self._again.setEnabled(possible)

    def _on_finished(self, _result: int) -> None:
        self._closed = True


def _refuse(sentence: str) -> None:
    if sentence:
        raise UsageError(sentence, code="bad-adapter-setting")
