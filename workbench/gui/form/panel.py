"""The middle pane: one interface with its form, JSON and contract, and the bar that fires it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from workbench.core.contract.samples import SampleUse, samples_for
from workbench.core.errors import UsageError
from workbench.core.program.settings import TIMEOUT
from workbench.core.run.firing import Firing
from workbench.core.values import Json, to_json
from workbench.core.values.paths import set_path
from workbench.gui.form.contract_view import ContractView
from workbench.gui.form.draft import Draft
from workbench.gui.form.drafts import Drafts
from workbench.gui.form.field_focus import focus_field
from workbench.gui.form.filled_view import FilledView, shown_arguments
from workbench.gui.form.fire_bar import FireBar
from workbench.gui.form.json_editor import JsonEditor
from workbench.gui.form.picks import Picks
from workbench.gui.form.sample_chooser import SampleChooser
from workbench.gui.form.view import FormView
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, hbox, label, panel, rule, vbox
from workbench.gui.workplace import Workplace
from workbench.services.drafts import drafts_path
from workbench.services.resources import contract, sample_payloads
from workbench.session.life import needs_login
from workbench.session.open_adapter import OpenAdapter

_PREVIEW_AFTER = 120
"""Milliseconds of quiet after which the filled-in values are worked out again."""


class FormPanel(QWidget):
    """Shows the interface that is selected in the list."""

    connect_wanted = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("form-panel")
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workplace = workplace
        self._drafts = Drafts(workplace, drafts_path())
        self._drafts.setParent(self)
        self._drafts.renewed.connect(self._on_renewed)
        self._picks = Picks(workplace)
        self._picks.setParent(self)
        self._picks.changed.connect(self._offer)
        self._draft: Draft | None = None
        self._form: FormView | None = None
        self._filled: FilledView | None = None
        self._of: OpenAdapter | None = None
        """The adapter that is shown."""
        self._previewed = 0
        """Number of the newest preview; an older one that ends later is not shown."""
        self._chooser: SampleChooser | None = None
        self._pages: dict[str, _Page] = {}
        """Widgets by interface; they take time to make, so they stay."""
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(_PREVIEW_AFTER)
        self._preview.timeout.connect(self._on_preview)
        self._title = label("", name="interface-title")
        self._title.setFont(theme().fonts.title)
        self._summary = ElidedLabel("", "muted", name="interface-summary")
        self._notice = _Notice(self.connect_wanted.emit)
        self._contract = ContractView()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("form-tabs")
        self.tabs.setAccessibleName("What is sent")
        self.tabs.setProperty("kind", "pages")
        self.tabs.setDocumentMode(True)
        self._form_page, self._json_page = QStackedWidget(), QStackedWidget()
        self.tabs.addTab(self._form_page, "Form")
        self.tabs.addTab(self._json_page, "JSON")
        self.tabs.addTab(self._contract, "Contract")
        self.bar = FireBar(workplace.preferences[TIMEOUT])
        self.bar.follow_keys(workplace.preferences)
        self.bar.fire_wanted.connect(self.fire)
        self.bar.cancel_wanted.connect(workplace.cancel)
        self.bar.timeout_chosen.connect(self._on_timeout)
        workplace.preferences.setting_changed.connect(self._on_setting)
        head = panel("form-head")
        column = vbox(head, margins=(16, 12, 16, 6), spacing=2)
        column.addWidget(self._title)
        column.addWidget(self._summary)
        layout = vbox(self)
        layout.addWidget(head)
        layout.addWidget(self._notice)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(rule())
        foot = panel("form-foot")
        vbox(foot).addWidget(self.bar)
        layout.addWidget(foot)
        workplace.firing_changed.connect(self._on_firing)
        workplace.connection_changed.connect(self._on_connection)
        workplace.adapter_changed.connect(self._on_adapter)

    @property
    def interface(self) -> str:
        """The interface that is shown; empty before the first."""
        return self._draft.interface if self._draft else ""

    def show_interface(self, name: str) -> None:
        """Show an interface, with what was typed for it before."""
        if name == self.interface and self._form is not None:
            return
        self._show(name)

    def put(self, name: str, firing: Firing) -> None:
        """Put an input of earlier into an interface's form; what was typed there goes."""
        if self._workplace.adapter is not None:
            self._drafts.put(name, firing)
            self.focus_form()

    def fill(self, interface: str, path: str, value: Json) -> str:
        """Put a value into a field of an interface's form and focus it; gives why it is not taken, or nothing.

        `path` is a field's, or the name of an argument that App Connect fills in, perhaps with the place in it;
        the argument is then overridden, which its row's reset takes back.
        """
        self.show_interface(interface)
        draft, adapter = self._draft, self._workplace.adapter
        if draft is None or adapter is None or self._form is None:
            return ""
        self.tabs.setCurrentIndex(0)
        name, _, place = path.partition(".")
        if any(field.path == path and field.editable for field in draft.form):
            draft.write(path, value, None)
            focus_field(self._form, path)
            return draft.invalid[path].why if path in draft.invalid else ""
        if place:
            passed = {each.name: each.value for each in adapter.preview(draft.firing(self.bar.timeout))}
            value = set_path(to_json(draft.overrides.get(name, passed.get(name))), place, value)
        draft.override(name, value)
        # A row reads what is overridden when it is made.
        self._drop_page(interface)
        self._show(interface)
        focus_field(self._form, name)
        return ""

    def focus_form(self) -> None:
        """Put the focus into the first field of the form."""
        self.tabs.setCurrentIndex(0)
        if self._form is not None:
            self._form.focus_first()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, Qt's name
        """Keep what was typed: the window may be about to close."""
        super().hideEvent(event)
        self._drafts.keep_now()

    def fire(self) -> None:
        """Fire what is shown, or say why it cannot be fired."""
        draft = self._draft
        if draft is not None:
            draft.renew()
        why = self._why_not(draft)
        if why is not None:
            self._workplace.problem.emit(why)
        elif draft is not None:
            self._workplace.fire(draft.firing(self.bar.timeout))

    def _why_not(self, draft: Draft | None) -> UsageError | None:
        """What keeps a draft from being fired; None when nothing does."""
        adapter, firing = self._workplace.adapter, self._workplace.firing
        if adapter is None:
            return UsageError("No adapter is open.", code="no-adapter", hint="Open one, or start a sample.")
        if firing is not None:
            return UsageError(f"{firing[1]} is still running.", code="running", hint="Wait for it, or cancel it.")
        if draft is None:
            return UsageError("No interface is chosen.", code="no-interface", hint="Choose one in the list.")
        if draft.interface not in adapter.description.exports:
            hint = "Choose another one in the list, or export it and save the file."
            return UsageError(f"{adapter.name} does not export {draft.interface}.", code="not-exported", hint=hint)
        if draft.invalid:
            place, refusal = next(iter(draft.invalid.items()))
            name = next((field.label for field in draft.form if field.path == place), "The request")
            if self._form is not None:
                self.tabs.setCurrentIndex(0)
                focus_field(self._form, place)
            return UsageError(f"{name} is not filled in properly.", code="bad-field", hint=refusal.why)
        return None

    def _show(self, name: str) -> None:
        interface = contract()[name]
        draft = self._drafts.draft(name)
        if self._draft is not None:
            self._draft.changed.disconnect(self._on_draft_changed)
        self._draft = draft
        draft.changed.connect(self._on_draft_changed)
        self._title.setText(name)
        self._summary.setText(interface.summary)
        self._contract.show_interface(interface)
        page = self._pages.get(name)
        if page is None or page.draft is not draft:
            self._drop_page(name)
            page = self._pages[name] = _Page(draft)
            page.chooser.chosen.connect(self._on_sample)
            page.chooser.told_at.connect(self._drafts.tell_at)
            self._form_page.addWidget(page.form)
            self._json_page.addWidget(page.json)
        self._chooser, self._filled, self._form = page.chooser, page.filled, page.form
        self._form_page.setCurrentWidget(page.form)
        self._json_page.setCurrentWidget(page.json)
        self.bar.show_timeout(draft.timeout or self._workplace.preferences[TIMEOUT])
        self._offer()
        self._allow()
        self._on_draft_changed()
        self._on_preview()

    def _drop_page(self, name: str) -> None:
        """Make the interface's widgets anew when it is shown again."""
        page = self._pages.pop(name, None)
        if page is not None:
            for stack, widget in ((self._form_page, page.form), (self._json_page, page.json)):
                stack.removeWidget(widget)
                widget.deleteLater()

    def _on_sample(self, use: SampleUse | None) -> None:
        """Begin anew; what was overridden is shown as it is filled in again."""
        if self._draft is not None:
            self._draft.take_sample(use)
            self._drop_page(self._draft.interface)
            self._show(self._draft.interface)

    def _on_renewed(self, name: str) -> None:
        """A draft came back, or is another connection's."""
        self._drop_page(name)
        if name != self.interface or self._form is None:
            return
        if self._workplace.adapter is not None:
            self._show(name)

    def _on_adapter(self) -> None:
        """Another adapter has other fields; a reload of the same one keeps what was typed."""
        adapter = self._workplace.adapter
        shown = self.interface
        if adapter is None or self._of is not adapter:
            if self._draft is not None:
                self._draft.changed.disconnect(self._on_draft_changed)
            self._draft, self._form, self._of = None, None, adapter
            for name in list(self._pages):
                self._drop_page(name)
            self._drafts.follow(adapter)
            self._picks.follow(adapter)
            if adapter is not None and shown:
                self._show(shown)
        self._allow()

    def _on_draft_changed(self, _who: object = None) -> None:
        if self._draft is not None and self._chooser is not None:
            self._chooser.show_use(self._draft.use, edited=not self._draft.is_as_begun, at=self._drafts.at)
        self._preview.start()

    def _on_timeout(self, seconds: float) -> None:
        if self._draft is not None:
            self._draft.choose_timeout(seconds)

    def _on_setting(self, key: str) -> None:
        if key == TIMEOUT.key and (self._draft is None or not self._draft.timeout):
            self.bar.show_timeout(self._workplace.preferences[TIMEOUT])

    def _on_preview(self) -> None:
        if self._workplace.adapter is not None and self._draft is not None and self.isVisible():
            self._previewed += 1
            self._workplace.spawn(self._preview_arguments(self._draft, self._previewed), "preview")

    async def _preview_arguments(self, draft: Draft, number: int) -> None:
        """Work out what would be passed; it is masked off the loop, as values may be large."""
        adapter = self._workplace.adapter
        if adapter is None:
            return
        last = self._workplace.last(draft.interface)
        firing, redactor = draft.firing(self.bar.timeout), self._workplace.redactor()
        user = adapter.connection.user if adapter.connection else None
        known = {each.name: each for each in adapter.preview(replace(firing, overrides=()))}
        sent = {each.name: each for each in last.arguments} if last else {}
        shown = await asyncio.to_thread(shown_arguments, known, sent, user, redactor)
        if draft is self._draft and number == self._previewed and self._filled is not None:
            self._filled.show_arguments(shown)

    def _on_connection(self) -> None:
        self._drafts.follow(self._workplace.adapter)
        self._picks.follow(self._workplace.adapter)
        self._drafts.look_again()
        if self._draft is not None and not self._draft.touched:
            self._draft.renew()
        self._offer()
        self._preview.start()
        self._allow()

    def _offer(self) -> None:
        """Offer what earlier calls gave."""
        adapter = self._workplace.adapter
        if self._form is not None and adapter is not None:
            self._form.offer(adapter.connection, self._picks.of_kind, self._picks.take)

    def _on_firing(self) -> None:
        running = self._workplace.firing is not None
        if not running:
            self._drafts.look_again()
        self.bar.show_running(running=running, stopping=self._workplace.stopping)
        self._allow()
        self._preview.start()

    def _allow(self) -> None:
        """What stands in the way of firing, if anything does."""
        name, adapter = self.interface, self._workplace.adapter
        if not name or adapter is None:
            self._notice.say("")
            return
        is_missing = name not in adapter.description.exports
        connected = adapter.connection is not None and adapter.connection.connected
        running = self._workplace.firing is not None
        if is_missing:
            self._notice.say(f"{adapter.name} does not export {name}, so App Connect does not call it.")
        elif needs_login(name) and not connected and not running:
            self._notice.say(f"App Connect calls {name} only for a connected user.", offer=True)
        else:
            self._notice.say("")
        self.bar.allow(not running)


class _Notice(QWidget):
    """A sentence above the form, with a way out."""

    def __init__(self, on_connect: object) -> None:
        super().__init__()
        self.setObjectName("form-notice")
        row = hbox(self, margins=(16, 2, 16, 6))
        self._words = label("", "muted", name="form-notice-words", wrap=True)
        self._connect = button("Connect", name="notice-connect", on_click=on_connect)  # type: ignore[arg-type]
        row.addWidget(self._words, 1)
        row.addWidget(self._connect)
        self.hide()

    def say(self, words: str, *, offer: bool = False) -> None:
        """Show a sentence; none hides the row."""
        self._words.setText(words)
        self._connect.setVisible(offer)
        self.setVisible(bool(words))


class _Page:
    """The widgets on one draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.chooser = SampleChooser(samples_for(draft.interface, sample_payloads()), draft.use)
        self.filled = FilledView(draft)
        self.form = FormView(draft, self.chooser, self.filled)
        self.json = JsonEditor(draft)
