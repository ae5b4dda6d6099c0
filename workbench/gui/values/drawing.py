"""Has what a stranger sent drawn by a program of its own, which is ended when it takes too long."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

import workbench
from workbench.core.errors import reason
from workbench.gui.values import drawing_process
from workbench.gui.values.drawing_process import DRAWING, IMAGE, PAGE, SECONDS, Answer

LARGEST: Final = {PAGE: 512 * 1024, DRAWING: 4 * 1024 * 1024, IMAGE: 32 * 1024 * 1024}
"""Bytes up to which each is drawn."""
_ELSE: Final = {PAGE: "Text", DRAWING: "Text", IMAGE: "Bytes"}
"""The way that shows what came when it is not drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of it."""

    image: QImage | None = None
    words: str = ""
    """An image's format and size, or why there is none."""
    fits: bool = False
    """Whether it is a page that the window may show."""


async def draw(what: str, data: bytes, width: int) -> Drawn:
    """Draw a drawing or an image, or find out whether the window may show a page of so many pixels' width."""
    if len(data) > LARGEST[what]:
        return _not(what, f"is larger than {LARGEST[what] / 1024 / 1024:g} MB and is not drawn")
    drawing = _Drawing(what, width)
    try:
        answered = await asyncio.to_thread(drawing.run, data)
    except OSError as error:
        return _not(what, f"cannot be drawn: {reason(error)}")
    except subprocess.TimeoutExpired:
        return _not(what, f"takes longer than {SECONDS:.0f} seconds to draw, so the workbench gave up")
    finally:
        drawing.end()
    line, _, pixels = answered.partition(b"\n")
    answer = _read(line)
    if answer is None or len(pixels) != answer.width * answer.height * 4:
        return _not(what, "asks too much of the program that draws it, so the workbench gave up")
    if what == PAGE:
        slow = "takes so long to draw that the window would stand still"
        return Drawn(fits=True) if answer.fits else _not(what, slow)
    if not answer.width:
        return Drawn(words=answer.words)
    image = QImage(pixels, answer.width, answer.height, QImage.Format.Format_ARGB32_Premultiplied).copy()
    image.setDevicePixelRatio(answer.ratio)
    return Drawn(image, answer.words)


class _Drawing:
    """One run of the program that draws; it is ended from another thread than the one that waits for it."""

    def __init__(self, what: str, width: int) -> None:
        self._words = what, str(width)
        self._lock = threading.Lock()
        self._over = False
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, data: bytes) -> bytes:
        """Everything that it writes; raises OSError and TimeoutExpired."""
        with self._lock:
            if self._over:
                return b""
            self._process = _start(*self._words)
        with self._process as process:
            try:
                return process.communicate(data, SECONDS)[0]
            finally:
                process.kill()

    def end(self) -> None:
        """End it, also when nobody wants its answer any more; the thread that waits sees to the rest."""
        with self._lock:
            self._over = True
            if self._process is not None:
                self._process.kill()


def _start(*words: str) -> subprocess.Popen[bytes]:
    """`-P`: nothing is imported from the folder that happens to be the current one."""
    paths = os.pathsep.join(filter(None, (str(Path(workbench.__file__).parent.parent), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", drawing_process.__name__, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": paths},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _read(line: bytes) -> Answer | None:
    """What it says; None where it ended before."""
    try:
        return Answer(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _not(what: str, why: str) -> Drawn:
    return Drawn(words=f"This {what} {why}. {_ELSE[what]} shows what came.")
