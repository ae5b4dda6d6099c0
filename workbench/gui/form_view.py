"""The form of an interface: groups of labelled editors, in step with the draft's payload."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QToolButton, QWidget

from workbench.core.arguments import CallContext
from workbench.core.connection import Connection
from workbench.core.forms import Choice, Field, FieldGroup, FieldKind
from workbench.core.manifest.binding import bound_options
from workbench.core.values import UNDEFINED, Json
from workbench.gui.draft import Draft
from workbench.gui.field_editors import ChoiceEditor, FieldEditor, make_editor
from workbench.gui.pick_button import PickButton
from workbench.gui.theme import theme
from workbench.gui.widgets import hbox, heading, label, vbox

LABEL_WIDTH = 116


class FormView(QScrollArea):
    """Shows one draft; made anew for each."""

    def __init__(self, draft: Draft, top: QWidget, bottom: QWidget) -> None:
        """`top` stands above the fields (the sample), `bottom` below (what App Connect fills in)."""
        super().__init__()
        self.setObjectName("form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._draft = draft
        self._connection: Connection | None = None
        self._editors: dict[str, FieldEditor] = {}
        self._refusals: dict[str, QLabel] = {}
        self._hints: dict[str, QLabel] = {}
        self._picks: list[PickButton] = []
        self._content = QWidget()
        self._content.setObjectName("form-content")
        self._content.setProperty("kind", "panel")
        self._content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = vbox(self._content, margins=(16, 12, 16, 16), spacing=8)
        layout.addWidget(top)
        for group in draft.form.groups:
            if any(field.kind is not FieldKind.FILLED for field in group.fields):
                layout.addWidget(self._group(group))
        if not self._editors:
            layout.addWidget(label("App Connect's client sends nothing for this interface.", "muted", wrap=True))
        layout.addWidget(bottom)
        layout.addStretch(1)
        self.setWidget(self._content)
        draft.changed.connect(self._on_changed)
        self._on_changed(None)

    def offer(self, connection: Connection | None) -> None:
        """Offer what earlier calls of the connection gave: contacts to pick, choices that depend on the contact."""
        self._connection = connection
        for pick in self._picks:
            pick.offer(connection.contacts if connection else ())
        self._offer_choices()
        self._show_hints()

    def _group(self, group: FieldGroup) -> QWidget:
        box = QWidget()
        column = vbox(box, spacing=8)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for field in group.fields:
            if field.kind is not FieldKind.FILLED:
                self._add(grid, field)
        column.addWidget(_fold(group.title, body) if group.advanced else heading(group.title))
        column.addWidget(body)
        body.setVisible(not group.advanced)
        return box

    def _add(self, grid: QGridLayout, field: Field) -> None:
        row = grid.rowCount()
        if field.kind is FieldKind.NOTICE:
            grid.addWidget(label(field.label, "muted", wrap=True), row, 0, 1, 3)
            return
        editor = make_editor(field)
        name = label("" if field.kind is FieldKind.CHECKBOX else field.label, "label")
        name.setToolTip(field.help)
        name.setFixedWidth(LABEL_WIDTH)
        name.setWordWrap(True)
        name.setBuddy(editor)
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        grid.addWidget(name, row, 0, _TOP if field.kind in _TALL else Qt.AlignmentFlag.AlignVCenter)
        if field.picks == "contact":
            grid.addLayout(self._with_pick(editor), row, 1)
        else:
            grid.addWidget(editor, row, 1)
        refusal = label("", "error", name=f"refused:{field.path}", wrap=True)
        refusal.hide()
        grid.addWidget(refusal, row + 1, 1)
        if field.picks:
            hint = label("", "faint", name=f"hint:{field.path}", wrap=True)
            hint.setFont(theme().fonts.small)
            hint.hide()
            self._hints[field.path] = hint
            grid.addWidget(hint, row + 2, 1)
        self._editors[field.path] = editor
        self._refusals[field.path] = refusal
        editor.edited.connect(partial(self._on_edited, field.path))
        editor.refused.connect(partial(self._on_refused, field.path))

    def _with_pick(self, editor: FieldEditor) -> QHBoxLayout:
        """An editor with a button that offers contacts."""
        pick = PickButton()
        pick.picked.connect(self._on_contact_picked)
        self._picks.append(pick)
        row = hbox(spacing=6)
        row.addWidget(editor, 1)
        row.addWidget(pick)
        return row

    def _on_edited(self, path: str, value: object) -> None:
        self._draft.write(path, value, self._editors[path])

    def _on_refused(self, path: str, why: str) -> None:
        self._draft.refuse(path, why)
        self._show_refusal(path)

    def _on_contact_picked(self, contact: Json) -> None:
        request = dict(self._draft.request)
        for path, key in (("contactId", "id"), ("contactType", "type"), ("contactName", "name")):
            if contact.get(key) is not None:
                request[path] = contact[key]
        self._draft.replace(request, None)

    def _on_changed(self, who: object) -> None:
        values = self._draft.values
        for path, editor in self._editors.items():
            if editor is not who and path not in self._draft.invalid:
                editor.show_value(values.get(path, UNDEFINED))
            self._show_refusal(path)
        self._offer_choices()
        self._show_hints()

    def _show_hints(self) -> None:
        """Say where what an earlier call gave goes before the sample's own."""
        for path, hint in self._hints.items():
            words = ""
            if self._connection is not None and self._draft.use is not None and path not in self._draft.edited:
                words = earlier_value(path, self._connection.context)
            hint.setText(words)
            hint.setVisible(bool(words))

    def _show_refusal(self, path: str) -> None:
        why = self._draft.invalid.get(path, "")
        self._refusals[path].setText(why)
        self._refusals[path].setVisible(bool(why))

    def _offer_choices(self) -> None:
        """The manifest's fields whose choices the chosen contact brings."""
        if self._connection is None:
            return
        contact = _chosen(self._connection, self._draft.request.get("contactId"))
        for field in self._draft.form:
            editor = self._editors.get(field.path)
            if field.page_field is None or not field.page_field.contact_dependent:
                continue
            if isinstance(editor, ChoiceEditor):
                options = bound_options(field.page_field, contact)
                editor.offer(tuple(Choice(option.value, option.title) for option in options))
                editor.show_value(self._draft.values.get(field.path, UNDEFINED))


_TALL = (FieldKind.MULTILINE, FieldKind.LIST, FieldKind.OBJECT)
_TOP = Qt.AlignmentFlag.AlignTop


def earlier_value(path: str, context: CallContext) -> str:
    """What is sent in place of a sample's id, in words; empty when nothing is."""
    contact, log = context.contact, context.call_log
    if path == "contactId" and contact is not None and contact.id:
        return f"Sent instead: {contact.name or 'the contact'} ({contact.id}), from an earlier call."
    if path in ("sessionId", "sessionIds") and log is not None:
        return f"Sent instead: session {log.get('sessionId', '')}, logged by an earlier call."
    if path == "appointmentId" and context.appointment_id:
        return f"Sent instead: {context.appointment_id}, from an earlier call."
    return ""


def _chosen(connection: Connection, contact_id: Json) -> Json:
    """The contact that the payload names, else the first that was found."""
    contacts = connection.contacts
    named = next((each for each in contacts if str(each.get("id")) == str(contact_id)), None)
    return named or next(iter(contacts), None)


def _fold(title: str, body: QWidget) -> QToolButton:
    """A heading that shows and hides what stands below it."""
    fold = QToolButton()
    fold.setObjectName(f"fold:{title}")
    fold.setText(title)
    fold.setProperty("kind", "fold")
    fold.setCheckable(True)
    fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    fold.setArrowType(Qt.ArrowType.RightArrow)
    fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def turned(open_now: bool) -> None:
        body.setVisible(open_now)
        fold.setArrowType(Qt.ArrowType.DownArrow if open_now else Qt.ArrowType.RightArrow)

    fold.toggled.connect(turned)
    return fold
