"""Images and pages as they are recognised and read, and what is never loaded for them."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from workbench.gui.values.preview_view import LARGEST_DRAWING, is_html, is_image, is_svg, read_picture


def written(form: str) -> bytes:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#2266aa"))
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(held, form)
    return held.data().data()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_an_image_is_known_by_its_beginning_and_read(qtbot: QtBot, form: str) -> None:
    data = written(form)
    assert is_image(data, "")
    picture = read_picture(data, "application/octet-stream")
    assert picture.image is not None
    assert picture.words == f"{form} image, 30 × 20 pixels"


def test_a_gif_is_read(qtbot: QtBot) -> None:
    data = bytes.fromhex("47494638396101000100800000ff000000000021f90400000000002c00000000010001000002024401003b")
    assert is_image(data, "")
    assert read_picture(data, "image/gif").words == "GIF image, 1 × 1 pixels"


def test_an_image_that_would_fill_the_memory_is_not_decoded(qtbot: QtBot) -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + sum_

    head = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    content = zlib.compress(bytes(150_001))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")
    picture = read_picture(data, "image/png")
    assert picture.image is None
    assert picture.words == "PNG image of 50,000 × 50,000 pixels, too large to be shown."


def test_a_drawing_takes_no_file_of_this_machine(qtbot: QtBot, tmp_path: Path) -> None:
    local = tmp_path / "local.png"
    local.write_bytes(written("PNG"))
    for address in (local.as_uri(), str(local)):
        data = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="20">'
            f'<image xlink:href="{address}" width="30" height="20"/><image href=\'{address}\' width="30" height="20"/>'
            '<circle cx="5" cy="5" r="3" fill="#ff0000"/></svg>'
        ).encode()
        picture = read_picture(data, "image/svg+xml")
        assert picture.image is not None
        colors = {picture.image.pixelColor(x, y).name() for x in range(60) for y in range(40)}
        assert "#ff0000" in colors
        assert "#2266aa" not in colors
    assert read_picture(data + b" " * LARGEST_DRAWING, "image/svg+xml").image is None


def test_pages_and_drawings_are_known_without_a_type() -> None:
    assert is_html(b" <!DOCTYPE html><p>x", "")
    assert is_html(b"<p>x", "text/html")
    assert not is_html(b"<contacts/>", "")
    assert is_svg(b'<?xml version="1.0"?><!-- x --><svg width="1">', "")
    assert not is_svg(b"<svga>", "")
