"""The form of an interface: groups of labelled editors, in step with the draft's payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QWidget

from workbench.core.arguments.calls import contact_number
from workbench.core.connection.connection import Connection
from workbench.core.connection.known_contacts import contacts_for
from workbench.core.forms import Choice, FieldGroup, FieldKind, Pick, blocked
from workbench.core.manifest.binding import bound_options
from workbench.core.values import UNDEFINED, Json, Value
from workbench.gui.form.draft import Draft
from workbench.gui.form.field_editors import FieldGrid, FieldRow
from workbench.gui.form.pick_button import PickButton
from workbench.gui.form.plain_editors import ChoiceEditor
from workbench.gui.look.widgets import heading, label, vbox

_EARLIER: Final = "From an earlier call."
_LEFT_OUT: Final = "Not kept since last time, because it is secret. Type it again."


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
        self._offered: Callable[[str], Sequence[Pick]] = _nothing
        self._on_pick: Callable[[Pick], object] = _nothing
        self._rows: dict[str, FieldRow] = {}
        self._folds: list[tuple[QToolButton, FieldGrid]] = []
        self._content = QWidget()
        self._content.setObjectName("form-content")
        self._content.setProperty("kind", "panel")
        self._content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = vbox(self._content, margins=(16, 12, 16, 16), spacing=8)
        layout.addWidget(top)
        self._blocked = label("", "error", name="form-blocked", wrap=True)
        self._blocked.hide()
        layout.addWidget(self._blocked)
        for group in draft.form.groups:
            if any(field.kind is not FieldKind.FILLED for field in group.fields):
                layout.addWidget(self._group(group))
        if not self._rows:
            layout.addWidget(label("App Connect's client sends nothing for this interface.", "muted", wrap=True))
        layout.addWidget(bottom)
        layout.addStretch(1)
        self.setWidget(self._content)
        draft.changed.connect(self._on_changed)
        self._on_changed(None)
        for path, refusal in draft.invalid.items():
            if path in self._rows:
                self._rows[path].refuse(refusal.why, refusal.text)
        for fold, grid in self._folds:
            # What asks for attention is not folded away.
            fold.setChecked(any(row.asks_for_attention for row in grid.rows.values()))

    def offer(
        self,
        connection: Connection | None,
        picks: Callable[[str], Sequence[Pick]],
        on_pick: Callable[[Pick], object],
    ) -> None:
        """Offer what earlier calls gave: `picks` by kind, and choices that depend on the contact.

        `on_pick` is told of what is picked.
        """
        self._connection, self._offered, self._on_pick = connection, picks, on_pick
        self._offer_choices()
        self._offer_picks()
        self._show_hints()

    def focus_first(self) -> None:
        """Put the focus into the first field; without fields into the form itself."""
        for row in self._rows.values():
            row.editor.widget.setFocus()
            return
        self.setFocus()

    def _group(self, group: FieldGroup) -> QWidget:
        box = QWidget()
        column = vbox(box, spacing=8)
        grid = FieldGrid(group.fields, "", self._on_edited, self._on_refused)
        for path, row in grid.rows.items():
            self._rows[path] = row
            row.editor.tells.arranged = self._offer_picks
        if group.advanced:
            fold = _fold(group.title, grid.widget)
            self._folds.append((fold, grid))
            column.addWidget(fold)
        else:
            column.addWidget(heading(group.title))
        column.addWidget(grid.widget)
        grid.widget.setVisible(not group.advanced)
        return box

    def _on_edited(self, path: str, value: Value) -> None:
        self._rows[path].refuse(self._draft.write(path, value, self._rows[path].editor))

    def _on_refused(self, path: str, why: str, text: str) -> None:
        self._draft.refuse(path, why, text)

    def _on_changed(self, who: object) -> None:
        values = self._draft.values
        for path, row in self._rows.items():
            if path not in self._draft.invalid:
                row.show(values.get(path, UNDEFINED), is_typed_in=row.editor is who)
        words = "\n".join(dict.fromkeys(filter(None, (blocked(self._draft.request, path) for path in self._rows))))
        self._blocked.setText(words)
        self._blocked.setVisible(bool(words))
        self._offer_choices()
        self._offer_picks()
        self._show_hints()

    def _show_hints(self) -> None:
        """Say what an earlier call gave and App Connect fills in, and what was not kept."""
        for path, row in self._rows.items():
            words = _LEFT_OUT if path in self._draft.left_out else ""
            if not words and row.field.picks and path in self._draft.standing:
                words = _EARLIER
            row.say_hint(words)

    def _offer_picks(self) -> None:
        """Items of lists have buttons too, which come and go."""
        for button in self._content.findChildren(PickButton):
            button.offer(self._offered(button.kind))
            if button.property("told") is None:
                button.setProperty("told", True)  # noqa: FBT003, Qt's signature
                button.picked.connect(lambda pick: self._on_pick(pick))

    def _offer_choices(self) -> None:
        """The manifest's fields whose choices the chosen contact brings."""
        if self._connection is None:
            return
        contact = _chosen(self._connection, self._draft.request)
        for row in self._rows.values():
            bound = row.field.page_field
            if bound is not None and bound.contact_dependent and isinstance(row.editor, ChoiceEditor):
                options = bound_options(bound, contact)
                row.editor.offer(tuple(Choice(option.value, option.title) for option in options))


def _nothing(*_asked: object) -> tuple[Pick, ...]:
    """Before anything is offered."""
    return ()


def _chosen(connection: Connection, request: Mapping[str, Json]) -> Json:
    """The contact that the payload names, else the one that is known for its number."""
    named = (each for each in connection.all_contacts if str(each.get("id")) == str(request.get("contactId")))
    known = contacts_for(connection.contacts, contact_number(request))
    return next(named, next(iter(known), None))


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
