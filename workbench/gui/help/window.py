"""The help window: contents and search at the left, the page at the right; it stays open beside the work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont, QImage, QPainter, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser

from workbench.core.program.help import AREAS, plain, rendered, title
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import button, hbox, label, panel, upright, vbox
from workbench.gui.settings.preferences import Preferences
from workbench.services.resources import help_picture

_PAGE: Final = Qt.ItemDataRole.UserRole
_LINE: Final = 130
"""Height of a line in hundredths of the font's own."""
_SCROLLING: Final = 16
"""Pixels that a scroll bar takes."""
_ABOVE: Final = {2: 16, 3: 12}
"""Pixels above a heading by its level."""


class HelpBrowser(QTextBrowser):
    """Shows one page, with the keys that hold for this user."""

    def __init__(self, pages: Mapping[str, str], preferences: Preferences) -> None:
        super().__init__()
        self._pages = pages
        self._preferences = preferences
        self.setObjectName("help-page")
        self.setAccessibleName("Help page")
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(24)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self.source().fileName().removesuffix(".md")

    def go(self, page: str) -> None:
        """Show a page."""
        if page != self.page:
            self.setSource(QUrl(f"{page}.md"), QTextDocument.ResourceType.MarkdownResource)

    def doSetSource(  # noqa: N802, Qt's name
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Load a page and set it in the window's measures."""
        super().doSetSource(name, kind)
        _set_in_type(self.document())

    def loadResource(self, kind: int, name: QUrl | str) -> str | QImage:  # noqa: N802, Qt's name
        """Pages are in memory, pictures among the help's own; nothing else is ever loaded."""
        if kind == QTextDocument.ResourceType.ImageResource:
            shown = QUrl(name).fileName().replace("-light.", f"-{theme().name}.")
            beside = 2 * round(self.document().documentMargin()) + _SCROLLING
            return _picture(shown, self.width() - beside, self.devicePixelRatioF())
        text = self._pages.get(QUrl(name).fileName().removesuffix(".md"), "")
        return rendered(text, self._preferences.keys)


def _picture(name: str, room: int, ratio: float) -> QImage:
    """A drawing of the help, at most `room` pixels wide; an empty image when there is none of that name."""
    drawn = QSvgRenderer(str(help_picture(name)))
    size = drawn.defaultSize()
    if size.width() > room:
        size = size.scaled(room, size.height(), Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    if not image.isNull():
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            drawn.render(painter)
        image.setDevicePixelRatio(ratio)
    return image


def _set_in_type(document: QTextDocument) -> None:
    """Give headings the window's fonts, and every paragraph room: Qt sets Markdown tightly."""
    block = document.begin()
    while block.isValid():
        layout, cursor = block.blockFormat(), QTextCursor(block)
        level = layout.headingLevel()
        layout.setTopMargin(_ABOVE.get(level, 0))
        layout.setBottomMargin(4 if block.textList() else 8)
        layout.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(layout)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = QTextCharFormat()
            letters.setFont(theme().fonts.title if level == 1 else theme().fonts.ui)
            letters.setFontWeight(QFont.Weight.DemiBold)
            cursor.mergeCharFormat(letters)
        block = block.next()
    document.setTextWidth(document.textWidth())


class HelpWindow(ReadingOrder, QDialog):
    """One for a window. It belongs to no other, so that a dialog that waits does not lock it."""

    def __init__(self, pages: Mapping[str, str], preferences: Preferences) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("help-window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme().dress(self)
        self.resize(900, 680)
        self._pages = pages
        self.browser = HelpBrowser(pages, preferences)
        self.line = QLineEdit()
        self.line.setObjectName("help-search")
        self.line.setAccessibleName("Search help")
        self.line.setPlaceholderText("Search help")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._on_searched)
        self.list = QListWidget(self)
        self.list.setObjectName("help-contents")
        self.list.setAccessibleName("Contents")
        self.list.setProperty("kind", "chapters")
        # The padding of its rows is the stylesheet's, which has to be there before the rows are.
        self.list.ensurePolished()
        for area in AREAS:
            item = QListWidgetItem(title(pages[area.id]))
            item.setData(_PAGE, area.id)
            self.list.addItem(item)
        self.list.currentItemChanged.connect(self._on_chosen)
        self._nothing = label("No page holds these words.", "muted", name="help-nothing", wrap=True)
        self._nothing.hide()
        self._back = button("Back", name="help-back", on_click=self.browser.backward)
        self._forward = button("Forward", name="help-forward", on_click=self.browser.forward)
        self.browser.backwardAvailable.connect(self._back.setEnabled)
        self.browser.forwardAvailable.connect(self._forward.setEnabled)
        # When the source changes, Qt still names the one before; history changes once the page is there.
        self.browser.historyChanged.connect(self._on_page)
        self._lay_out()
        preferences.shortcuts_changed.connect(self.browser.reload)
        theme().changed.connect(self.browser.reload)

    def go(self, page: str) -> None:
        """Show a page by its name."""
        self.line.clear()
        self.browser.go(page)

    def _lay_out(self) -> None:
        for each in (self._back, self._forward):
            each.setEnabled(False)
        left = panel("help-left")
        left.setFixedWidth(230)
        column = vbox(left, margins=(12, 12, 12, 12), spacing=10)
        column.addWidget(self.line)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        bar = panel("help-bar", "bar")
        row = hbox(bar, margins=(12, 8, 12, 8))
        row.addWidget(self._back)
        row.addWidget(self._forward)
        row.addStretch(1)
        right = vbox()
        right.addWidget(bar)
        right.addWidget(self.browser, 1)
        whole = hbox(self, spacing=0)
        whole.addWidget(left)
        whole.addWidget(upright())
        whole.addLayout(right, 1)

    def _on_page(self) -> None:
        page = self.browser.page
        self.setWindowTitle(f"{title(self._pages[page])} – Help" if page in self._pages else "Help")
        for place in range(self.list.count()):
            item = self.list.item(place)
            if item.data(_PAGE) == page:
                self.list.setCurrentItem(item)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.browser.go(str(item.data(_PAGE)))

    def _on_searched(self, text: str) -> None:
        """Keep the pages that hold every word, and mark the words in the one that is shown."""
        words = text.casefold().split()
        found = 0
        for place in range(self.list.count()):
            item = self.list.item(place)
            fits = all(word in plain(self._pages[str(item.data(_PAGE))]) for word in words)
            item.setHidden(not fits)
            found += fits
        self._nothing.setVisible(not found)
        current = self.list.currentItem()
        if words and found and (current is None or current.isHidden()):
            first = next(place for place in range(self.list.count()) if not self.list.item(place).isHidden())
            self.list.setCurrentRow(first)
        if words:
            self.browser.moveCursor(self.browser.textCursor().MoveOperation.Start)
            self.browser.find(words[0])
