"""Images and pages as they are recognised and read, and what is never loaded for them."""

from __future__ import annotations

import asyncio
import time
import zlib
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from workbench.gui.values.drawing import LARGEST, Drawn, draw
from workbench.gui.values.drawing_process import DRAWING, IMAGE, PAGE, SECONDS
from workbench.gui.values.preview_view import is_costly, is_html, is_image, is_svg


def written(form: str) -> bytes:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#2266aa"))
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(held, form)
    return held.data().data()


def drawn(what: str, data: bytes, width: int = 700) -> Drawn:
    return asyncio.run(draw(what, data, width))


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + sum_

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    content = zlib.compress(bytes(150_001))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def svg(content: str, size: int = 100) -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {names} width="{size}" height="{size}">{content}</svg>'.encode()


def uses(levels: int) -> str:
    """Groups that use each other, ten times each."""
    groups = "".join(f'<g id="a{n}">{f"""<use xlink:href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, levels))
    return f'<defs><g id="a0"><rect width="1" height="1"/></g>{groups}</defs><use xlink:href="#a{levels - 1}"/>'


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "ICO"])
def test_an_image_is_known_and_read(form: str) -> None:
    data = written(form)
    assert is_image(data, "image/x-icon" if form == "ICO" else "")
    picture = drawn(IMAGE, data)
    assert picture.image is not None
    assert picture.image.pixelColor(15, 10).blue() > picture.image.pixelColor(15, 10).red()
    assert picture.words == f"{form} image, 30 × 20 pixels"


def test_a_gif_is_read() -> None:
    data = bytes.fromhex("47494638396101000100800000ff000000000021f90400000000002c00000000010001000002024401003b")
    assert is_image(data, "")
    assert drawn(IMAGE, data).words == "GIF image, 1 × 1 pixels"


def test_an_image_that_would_fill_the_memory_is_not_decoded() -> None:
    picture = drawn(IMAGE, png(50_000, 50_000))
    assert picture.image is None
    assert picture.words == "PNG image of 50,000 × 50,000 pixels, too large to be shown."


@pytest.mark.parametrize("data", [svg("<circle r='3'/>"), b"%PDF-1.4 no image", b"GIF89a" + b"\xff" * 6, b""])
def test_what_is_no_image_of_pixels_is_not_read_as_one(data: bytes) -> None:
    assert drawn(IMAGE, data) == Drawn(words="This is no image that can be read; Bytes shows what came.")


def test_a_drawing_takes_no_file_of_this_machine(tmp_path: Path) -> None:
    local = tmp_path / "local.png"
    local.write_bytes(written("PNG"))
    for address in (local.as_uri(), str(local)):
        data = svg(
            f'<image xlink:href="{address}" width="30" height="20"/><image href=\'{address}\' width="30" height="20"/>'
            '<circle cx="5" cy="5" r="3" fill="#ff0000"/>'
        )
        picture = drawn(DRAWING, data)
        assert picture.image is not None
        colors = {picture.image.pixelColor(x, y).name() for x in range(60) for y in range(40)}
        assert "#ff0000" in colors
        assert "#2266aa" not in colors
    assert drawn(DRAWING, data + b" " * LARGEST[DRAWING]).words.startswith("This drawing is larger than 4 MB")


def test_a_drawing_of_any_size_is_drawn_as_large_as_can_be_shown() -> None:
    picture = drawn(DRAWING, svg('<rect width="9" height="9"/>', 2_000_000_000))
    assert picture.words == "SVG drawing, 2,000,000,000 × 2,000,000,000 pixels"
    assert picture.image is not None
    assert picture.image.width() == picture.image.height() == 3200


COSTLY_PAGES = {
    "tables": b"<table><tr><td>" * 22 + b"x",
    "boxes": b"<div>" * 90_000,
    "lists": b"<ul><li>" * 20_000,
    "cells": b"<table>" + b"<tr><td colspan=100000>a" * 3_000,
    "one line": b"x" * 500_000,
}


@pytest.mark.parametrize("page", COSTLY_PAGES.values(), ids=COSTLY_PAGES)
def test_a_page_that_would_hold_the_window_up_is_given_up_in_time(page: bytes) -> None:
    began = time.monotonic()
    told = drawn(PAGE, page)
    assert time.monotonic() - began < SECONDS + 3
    assert not told.fits
    assert told.words.startswith("This page ")
    assert told.words.endswith(" Text shows what came.")


def test_an_ordinary_page_fits() -> None:
    rows = b"".join(b"<tr><td>%d<td>Ada<td><a href='#'>ada@example.test</a>" % n for n in range(200))
    assert drawn(PAGE, b"<html><h1>Contacts</h1><table><tr><td>" * 5 + b"<table>" + rows).fits


def test_a_drawing_that_takes_for_ever_is_given_up_in_time() -> None:
    began = time.monotonic()
    told = drawn(DRAWING, svg(uses(9)))
    assert time.monotonic() - began < SECONDS + 3
    assert told.image is None
    assert told.words.endswith("so the workbench gave up. Text shows what came.")
    assert drawn(DRAWING, svg(uses(3))).image is not None


def test_a_drawing_that_nobody_waits_for_is_ended() -> None:
    async def leave() -> list[int]:
        before = set(children())
        task = asyncio.create_task(draw(DRAWING, svg(uses(9)), 700))
        while not (begun := set(children()) - before):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return list(begun)

    def children() -> list[int]:
        return [each.pid for each in psutil.Process().children()]

    (child,) = asyncio.run(leave())
    assert not psutil.pid_exists(child)


def test_large_and_deep_pages_are_told_from_others() -> None:
    assert is_costly(b"<p>" + b"x" * 200_000)
    assert is_costly(b"<TABLE><tr><td>" * 40)
    assert is_costly(b"<b><i>" * 20)
    assert not is_costly(b"<table><tr><td>a<td>b</table><br><p>x<div><b>y</b></div>" * 500)


def test_pages_and_drawings_are_known_without_a_type() -> None:
    assert is_html(b" <!DOCTYPE html><p>x", "")
    assert is_html(b"<p>x", "text/html")
    assert not is_html(b"<contacts/>", "")
    assert is_svg(b'<?xml version="1.0"?><!-- x --><svg width="1">', "")
    assert not is_svg(b"<svga>", "")
