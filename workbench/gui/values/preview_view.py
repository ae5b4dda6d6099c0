"""Shows a body as its reader would see it: HTML without scripts and remote loads, images with their size."""

from __future__ import annotations

import re
from typing import Any, Final

from PySide6.QtCore import QByteArray, QRectF, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QStackedWidget, QTextBrowser, QWidget

from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, vbox
from workbench.gui.values.drawing import Drawn
from workbench.gui.values.drawing_process import empty_image

_LARGE: Final = 128 * 1024
"""Characters of a page from which on its text is shown first."""
_DEEP: Final = 32
"""Elements inside each other from which on it is, too."""
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL
)
_SVG: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype[^>]*>\s*)?<svg[\s>]", re.IGNORECASE | re.DOTALL
)
_TAG: Final = re.compile(rb"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NOT_DEEPER: Final = frozenset(
    b"area base body br col colgroup dd dt head hr html img input link li meta option p param source tbody td tfoot th "
    b"thead tr wbr".split()
)
"""Elements that hold nothing, or whose end is often left out."""


def is_html(data: bytes, kind: str) -> bool:
    """Whether a body is a page, by its type or its beginning."""
    return "html" in kind.lower() or (not kind and _HTML.match(data[:2048]) is not None)


def is_image(data: bytes, kind: str) -> bool:
    """Whether a body is an image, by its type or its beginning."""
    beginnings = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return kind.lower().startswith("image/") or data.startswith(beginnings) or webp or is_svg(data, kind)


def is_svg(data: bytes, kind: str) -> bool:
    """Whether an image is a drawing in XML."""
    return "svg" in kind.lower() or _SVG.match(data[:2048]) is not None


def is_costly(page: bytes) -> bool:
    """Whether a page is so large or so deep that drawing it may take long."""
    if len(page) > _LARGE:
        return True
    depth = 0
    for tag in _TAG.finditer(page):
        if tag[2].lower() not in _NOT_DEEPER:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            if depth > _DEEP:
                return True
    return False


class PreviewView(QStackedWidget):
    """A page or a picture."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.page = _Page(f"{name}-page", title)
        self.picture = _Canvas(f"{name}-image", title)
        self.caption = label("", "muted", name=f"{name}-caption", wrap=True)
        self.caption.setContentsMargins(12, 6, 12, 8)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        shown = QWidget()
        column = vbox(shown)
        column.addWidget(self.picture, 1)
        column.addWidget(self.caption)
        self.addWidget(self.page)
        self.addWidget(shown)

    def show_page(self, html: str) -> None:
        """Show HTML; whoever calls masks it before."""
        self.page.setHtml(html)
        self.setCurrentIndex(0)

    def show_picture(self, drawn: Drawn, size: str) -> None:
        """Show an image with its format and size, or why there is none."""
        self.picture.show_image(drawn.image)
        self.picture.setVisible(drawn.image is not None)
        self.caption.setText(f"{drawn.words}, {size}" if drawn.image is not None else drawn.words)
        self.picture.setAccessibleDescription(drawn.words)
        self.setCurrentIndex(1)

    def clear(self) -> None:
        """Let go of what was shown."""
        self.page.clear()
        self.picture.show_image(None)


class _Page(QTextBrowser):
    """HTML that can load nothing and leads nowhere."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "paper")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDefaultStyleSheet("a { color: #1a4fb4; }")

    def loadResource(self, kind: int, _name: QUrl | str) -> Any:  # noqa: N802, Qt's name
        """Nothing: a body must not make this machine ask anybody for anything.

        An image has to be one, if an empty one, since Qt would look for a file of its name otherwise.
        """
        return empty_image() if kind == QTextDocument.ResourceType.ImageResource.value else QByteArray()


class _Canvas(QWidget):
    """An image scaled down to fit, never up."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMinimumSize(40, 40)
        self.image: QImage | None = None
        theme().changed.connect(self.update)

    def show_image(self, image: QImage | None) -> None:
        """Show another image."""
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, Qt's name
        """The image in the middle, on a background that shows where it is transparent."""
        if self.image is None:
            return
        room = self.rect().adjusted(12, 12, -12, -4)
        size = self.image.deviceIndependentSize()
        scale = min(1.0, room.width() / size.width(), room.height() / size.height())
        shown = QRectF(0, 0, size.width() * scale, size.height() * scale)
        shown.moveCenter(QRectF(room).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(theme().color("line"))
        painter.fillRect(shown, theme().color("field"))
        painter.drawRect(shown.adjusted(-1, -1, 1, 1))
        painter.drawImage(shown, self.image)
        painter.end()
