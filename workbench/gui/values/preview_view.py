"""Shows a body as its reader would see it: HTML without scripts and remote loads, images with their size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QTextDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QStackedWidget, QTextBrowser, QWidget

from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import label, vbox

LONGEST_HTML: Final = 512 * 1024
"""Characters of HTML up to which it is shown as a page."""
LARGEST_IMAGE: Final = 32 * 1024 * 1024
"""Bytes of an image file up to which it is shown."""
LARGEST_DRAWING: Final = 4 * 1024 * 1024
"""The same of a drawing in XML."""
MOST_PIXELS: Final = 64_000_000
_SVG_SIDE: Final = 1600
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL
)
_SVG: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype[^>]*>\s*)?<svg[\s>]", re.IGNORECASE | re.DOTALL
)
_OUTSIDE: Final = re.compile(rb"""((?:xlink:)?href\s*=\s*)(?:"(?!#|data:)[^"]*"|'(?!#|data:)[^']*')""", re.IGNORECASE)

_NOTHING: Final = b'"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"'
"""An image of one pixel that cannot be seen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that was read."""

    image: QImage | None
    words: str
    """Its format and size, or why it is not shown."""


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


def read_picture(data: bytes, kind: str) -> Picture:
    """Read an image; meant for another thread."""
    drawing = is_svg(data, kind)
    largest = LARGEST_DRAWING if drawing else LARGEST_IMAGE
    if len(data) > largest:
        return Picture(None, f"The image is larger than {largest // 1024 // 1024} MB and is not shown.")
    return _drawn(data) if drawing else _read(data)


def _read(data: bytes) -> Picture:
    held = QByteArray(data)
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size, name = reader.size(), bytes(reader.format().data()).decode().upper()
    if size.width() * size.height() > MOST_PIXELS:
        return Picture(None, f"{name} image of {size.width():,} × {size.height():,} pixels, too large to be shown.")
    image = reader.read() if reader.canRead() else QImage()
    if image.isNull():
        return Picture(None, "This is no image that can be read; Bytes shows what came.")
    return Picture(image, f"{name} image, {image.width():,} × {image.height():,} pixels")


def _drawn(data: bytes) -> Picture:
    """A drawing; what it refers to outside of itself is left out."""
    renderer = QSvgRenderer(QByteArray(_OUTSIDE.sub(rb"\1" + _NOTHING, data)))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return Picture(None, "This is no drawing that can be read; Text shows what came.")
    words = f"SVG drawing, {size.width():,} × {size.height():,} pixels"
    shown = (
        size
        if max(size.width(), size.height()) <= _SVG_SIDE
        else size.scaled(QSize(_SVG_SIDE, _SVG_SIDE), Qt.AspectRatioMode.KeepAspectRatio)
    )
    image = QImage(shown * 2, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    image.setDevicePixelRatio(2)
    return Picture(image, words)


class PreviewView(QStackedWidget):
    """A page or a picture."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.page = _Page(f"{name}-page", title)
        self.picture = _Canvas(f"{name}-image", title)
        self.caption = label("", "muted", name=f"{name}-caption")
        self.caption.setContentsMargins(12, 6, 12, 8)
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

    def show_picture(self, picture: Picture, size: str) -> None:
        """Show an image with its format and size."""
        self.picture.show_image(picture.image)
        self.caption.setText(f"{picture.words}, {size}" if picture.image is not None else picture.words)
        self.picture.setAccessibleDescription(picture.words)
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
        return _empty_image() if kind == QTextDocument.ResourceType.ImageResource.value else QByteArray()


def _empty_image() -> QImage:
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


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
