"""A program of its own that draws what a stranger sent: pages, drawings and images can take any time and memory.

It reads the content from its input, and answers with a line of JSON and, for a picture, its pixels. Whoever starts it
ends it when the answer takes too long; it ends by itself, too.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPainter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from workbench.gui.look.fonts import bring_fonts

PAGE, DRAWING, IMAGE = "page", "drawing", "image"
"""What can be drawn."""
SECONDS: Final = 10.0
"""How long it may take on a busy machine; how much of a processor's time it may take is less."""
MOST_PIXELS: Final = 64_000_000

_PROCESSOR_SECONDS: Final = {PAGE: 1, DRAWING: 2, IMAGE: 2}
_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space beyond what the program has at its start."""
_STEP: Final = 0.3
"""Seconds of the processor that reading, laying out or painting a page may take: the window does each as often as its
size changes."""
_LONGEST_SIDE: Final = 1600
"""Pixels of a picture that are handed back, before they are doubled for a fine screen."""
_FORMATS: Final = {"bmp", "gif", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp"}
"""Formats that hold nothing but pixels."""
_OUTSIDE: Final = re.compile(rb"""((?:xlink:)?href\s*=\s*)(?:"(?!#|data:)[^"]*"|'(?!#|data:)[^']*')""", re.IGNORECASE)
_NOTHING: Final = b'"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"'
"""An image of one pixel that cannot be seen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it; a picture's pixels follow."""

    fits: bool = True
    """Whether a page may be shown in the window."""
    words: str = ""
    """A picture's format and size, or why there is none."""
    width: int = 0
    height: int = 0
    ratio: float = 1


class _Document(QTextDocument):
    def loadResource(self, kind: int, _name: QUrl | str) -> Any:  # noqa: N802, Qt's name
        """Nothing, as in the window."""
        return empty_image() if kind == QTextDocument.ResourceType.ImageResource.value else QByteArray()


def empty_image() -> QImage:
    """One pixel that cannot be seen."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _page(data: bytes, width: int) -> Answer:
    """Whether the window can show a page without standing still."""
    document = _Document()
    canvas = QImage(QSize(width, width), QImage.Format.Format_RGB32)

    def read() -> None:
        document.setHtml(data.decode("utf-8", "replace"))

    def lay_out() -> None:
        document.setTextWidth(width)
        document.size()

    def lay_out_narrow() -> None:
        document.setTextWidth(max(width // 3, 100))
        document.size()

    def paint() -> None:
        painter = QPainter(canvas)
        document.drawContents(painter, QRect(0, 0, width, width))
        painter.end()

    for step in (read, lay_out, paint, lay_out_narrow):
        began = time.process_time()
        step()
        if time.process_time() - began > _STEP:
            return Answer(fits=False)
    return Answer()


def _drawing(data: bytes) -> tuple[Answer, QImage | None]:
    """A drawing; what it refers to outside of itself is left out."""
    renderer = QSvgRenderer(QByteArray(_OUTSIDE.sub(rb"\1" + _NOTHING, data)))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return Answer(words="This is no drawing that can be read; Text shows what came."), None
    shown = size if max(size.width(), size.height()) <= _LONGEST_SIDE else _fitting(size, _LONGEST_SIDE)
    image = QImage(shown * 2, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    words = f"SVG drawing, {size.width():,} × {size.height():,} pixels"
    return Answer(words=words, width=image.width(), height=image.height(), ratio=2), image


def _image(data: bytes) -> tuple[Answer, QImage | None]:
    held = QByteArray(data)
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    # The format first: one that is not told by its pixels alone is not even measured.
    form = bytes(reader.format().data()).decode()
    size = reader.size() if form in _FORMATS else QSize()
    if size.width() * size.height() > MOST_PIXELS:
        words = f"{form.upper()} image of {size.width():,} × {size.height():,} pixels, too large to be shown."
        return Answer(words=words), None
    image = reader.read() if form in _FORMATS and reader.canRead() else QImage()
    if image.isNull():
        return Answer(words="This is no image that can be read; Bytes shows what came."), None
    words = f"{form.upper()} image, {image.width():,} × {image.height():,} pixels"
    if max(image.width(), image.height()) > 2 * _LONGEST_SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(
            _fitting(image.size(), 2 * _LONGEST_SIDE), Qt.AspectRatioMode.IgnoreAspectRatio, mode=smooth
        )
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return Answer(words=words, width=image.width(), height=image.height()), image


def _fitting(size: QSize, side: int) -> QSize:
    """A size whose longer side is so long, and whose shorter one is not gone."""
    return size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _hold_back(what: str) -> None:
    """End by itself, also when whoever waits for the answer is gone."""
    faulthandler.dump_traceback_later(2 * SECONDS, exit=True, file=sys.stderr)
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    used = _memory_in_use()
    wanted = ((resource.RLIMIT_CPU, _PROCESSOR_SECONDS[what]), (resource.RLIMIT_AS, used + _MEMORY if used else 0))
    for kind, limit in wanted:
        hard = resource.getrlimit(kind)[1]
        if limit and (hard == resource.RLIM_INFINITY or limit < hard):
            resource.setrlimit(kind, (limit, hard))


def _memory_in_use() -> int:
    """Bytes of address space in use; 0 where the system does not tell, which does not hold to a limit either."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def main() -> None:
    """Draw what the input holds: the arguments say what it is, and how wide its place is."""
    what, width = sys.argv[1], int(sys.argv[2])
    data = sys.stdin.buffer.read()
    application = QGuiApplication(sys.argv[:1])
    bring_fonts()
    _hold_back(what)
    if what == PAGE:
        answer, image = _page(data, width), None
    else:
        answer, image = _drawing(data) if what == DRAWING else _image(data)
    out = sys.stdout.buffer
    out.write(json.dumps(asdict(answer)).encode() + b"\n")
    if image is not None:
        out.write(image.constBits())
    out.flush()
    # What was drawn may take as long to be let go of.
    del application
    os._exit(0)


if __name__ == "__main__":
    main()
