"""Bodies of every sort in the real window: their ways, what is masked, finding, and 50 MB."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders_bodies import SECRET, BodyCrm, contacts, contacts_json, page
from builders_window import Bench
from PySide6.QtCore import QBuffer, QIODevice, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QPushButton

from workbench.core.run.firing import Firing
from workbench.gui.look.theme import Theme
from workbench.gui.values.body_view import BodyView
from workbench.gui.values.text_view import TextView

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120"><rect width="240" height="120" fill="#2a6"/>
<circle cx="60" cy="60" r="40" fill="#fff"/><script>alert(1)</script></svg>"""
MODIFIERS = Qt.KeyboardModifier


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[BodyCrm]:
    """A CRM with one answer of every sort."""
    with BodyCrm({}) as made:
        local = tmp_path / "local.png"
        local.write_bytes(png())
        made.answers |= {
            "/json": ("application/json", contacts_json(1200)),
            "/small": ("application/json", json.dumps(contacts(1)[0]).encode()),
            "/page": ("text/html; charset=utf-8", page(made.base, local.as_uri())),
            "/png": ("image/png", png()),
            "/svg": ("image/svg+xml", SVG),
            "/binary": ("application/octet-stream", bytes(range(256)) * 1024),
            "/csv": ("text/csv", b"".join(b"%d,Ada,ada%d@example.test\n" % (n, n) for n in range(30_000))),
            "/tables": ("text/html", b"<html>" + b"<table><tr><td>" * 22 + b"tussock-7"),
            "/boxes": ("text/html", b"<html>" + b"<div>" * 20_000 + b"tussock-7"),
            "/uses": ("image/svg+xml", uses()),
            "/broken": ("image/png", b"\x89PNG\r\n\x1a\nbut no image"),
        }
        yield made


def uses() -> bytes:
    """A drawing whose groups use each other: a hundred million parts."""
    groups = "".join(f"""<g id="a{n}">{f'<use xlink:href="#a{n - 1}"/>' * 10}</g>""" for n in range(1, 9))
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    start = f'<svg {names} width="99" height="99"><title>tussock-7</title><defs><g id="a0"><rect width="1" height="1"/>'
    return f'{start}</g>{groups}</defs><use xlink:href="#a8"/></svg>'.encode()


class Pulse:
    """The longest time that the window stood still."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(10)

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def shown(crm: BodyCrm, bench: Bench, tmp_path: Path) -> Bench:
    """The window on an adapter that asks this CRM, with the traffic in sight."""
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(crm.adapter(tmp_path)))
    bench.select("findContact")
    return bench


def copied(text: TextView) -> str:
    """What is selected, as the user gets it."""
    text.copy()
    return QGuiApplication.clipboard().text()


def answer(bench: Bench, path: str, way: str) -> BodyView:
    """The body that the CRM answers at a path, shown in one way."""
    before = len(bench.finished)
    bench.workplace.fire(Firing("findContact", arguments={"phoneNumber": path}))
    bench.until(lambda: bench.workplace.firing is None and len(bench.finished) > before)
    bench.tab("result-tabs", "CRM traffic (1)")
    body = bench.window.result.traffic.exchange.response
    bench.until(lambda: body.way == way)
    return body


def png() -> bytes:
    image = QImage(320, 200, QImage.Format.Format_ARGB32)
    image.fill(QColor("#2266aa"))
    painter = QPainter(image)
    painter.fillRect(20, 20, 80, 40, QColor(255, 255, 255, 90))
    painter.end()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")
    return held.data().data()


def type_into(bench: Bench, text: str) -> None:
    """Type into the find bar."""
    bench.qtbot.keyClicks(bench.find(QLineEdit, "find-line"), text)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_a_page_is_shown_without_scripts_and_nobody_is_asked_for_anything(shown: Bench, crm: BodyCrm) -> None:
    body = answer(shown, "/page", "preview")
    browser = body.preview.page
    shown.until(browser.toPlainText)
    words = browser.toPlainText()
    assert "No such contact" in words
    assert "Ask your administrator." in words
    assert "script ran" not in words + browser.documentTitle()
    assert SECRET not in words
    seen = browser.grab().toImage()
    colors = {seen.pixelColor(x, y).name() for x in range(0, seen.width(), 4) for y in range(0, seen.height(), 4)}
    assert "#ffffff" in colors
    assert "#2266aa" not in colors, "the local image was loaded"
    browser.setFocus()
    browser.anchorClicked.emit(QUrl(f"{crm.base}/followed"))
    shown.qtbot.keyClick(browser, Qt.Key.Key_Return)
    assert "No such contact" in browser.toPlainText()
    assert shown.pages == []
    assert crm.asked == ["/page"]
    shown.click("response-body:text")
    assert body.way == "text"
    assert "<script>" in body.text.visible_text()
    assert SECRET not in body.text.visible_text()


@pytest.mark.parametrize("path", ["/tables", "/boxes", "/uses"])
def test_what_is_costly_to_draw_is_given_up_while_the_window_goes_on(shown: Bench, path: str) -> None:
    body = answer(shown, path, "text" if path == "/boxes" else "preview")
    pulse = Pulse()
    body.choose("preview")
    shown.until(lambda: "Text shows what came." in body.preview.caption.text())
    assert pulse.longest < 2
    assert not body.preview.page.toPlainText()
    shown.click("response-body:text")
    assert "tussock-7" in body.text.visible_text() or path == "/boxes"


def test_images_are_shown_with_their_size(shown: Bench) -> None:
    body = answer(shown, "/png", "preview")
    shown.until(lambda: body.preview.caption.text().startswith("PNG image, 320 × 200 pixels, "))
    middle = body.preview.picture.grab().toImage()
    assert middle.pixelColor(middle.width() // 2, middle.height() // 2).name() == "#2266aa"
    shown.click("response-body:bytes")
    assert body.bytes.visible_text().startswith("00000000  89 50 4e 47 0d 0a 1a 0a")
    answer(shown, "/svg", "preview")
    shown.until(lambda: body.preview.caption.text().startswith("SVG drawing, 240 × 120 pixels"))
    body.choose("preview")
    answer(shown, "/broken", "preview")
    shown.until(lambda: "no image that can be read" in body.preview.caption.text())


def test_other_bytes_are_told_by_type_and_size_and_shown_in_part(shown: Bench) -> None:
    body = answer(shown, "/binary", "bytes")
    assert shown.text("response-body-note") == "application/octet-stream, 256.0 KB, the first 64.0 KB are shown"
    assert body.bytes.pages.row_count == 4096
    assert not shown.sees(QPushButton, "response-body:bytes")


def test_only_possible_ways_are_offered_and_the_chosen_one_is_kept(shown: Bench) -> None:
    body = answer(shown, "/small", "tree")
    assert shown.sees(QPushButton, "response-body:text")
    assert not shown.sees(QPushButton, "response-body:preview")
    tree = shown.find(QPushButton, "response-body:tree")
    tree.setFocus()
    shown.press(Qt.Key.Key_Right)
    shown.press(Qt.Key.Key_Space)
    assert body.way == "text"
    assert shown.find(QPushButton, "response-body:text").isChecked()
    answer(shown, "/json", "text")
    answer(shown, "/png", "preview")
    answer(shown, "/small", "text")
    body.reveal("company.name")
    assert body.way == "tree"
    assert body.tree.json.path(body.tree.currentIndex()) == "company.name"


def test_the_raw_text_is_as_it_was_sent_with_secrets_masked_until_they_are_asked_for(shown: Bench) -> None:
    body = answer(shown, "/small", "tree")
    shown.click("response-body:text")
    text = body.text
    text.setFocus()
    shown.qtbot.keyClick(text, Qt.Key.Key_A, MODIFIERS.ControlModifier)
    shown.qtbot.keyClick(text, Qt.Key.Key_C, MODIFIERS.ControlModifier)
    copied = clipboard()
    assert SECRET not in copied
    sent = contacts(1)[0]
    masked = json.loads(copied)
    assert masked.pop("access_token").startswith("••••")
    sent.pop("access_token")
    assert masked == sent
    shown.press_action("reveal-secrets")
    assert SECRET in body.text.pages.text((0, 0), body.text.pages.end())


def test_text_is_selected_and_walked_by_keys(shown: Bench) -> None:
    body = answer(shown, "/csv", "text")
    text, press = body.text, shown.qtbot.keyClick
    shown.until(lambda: text.pages.row_count == 30_000)
    text.setFocus()
    press(text, Qt.Key.Key_End, MODIFIERS.ShiftModifier)
    assert copied(text) == "0,Ada,ada0@example.test"
    press(text, Qt.Key.Key_Home)
    press(text, Qt.Key.Key_Down)
    assert text.accessibleDescription() == "Row 2: 1,Ada,ada1@example.test"
    press(text, Qt.Key.Key_Down, MODIFIERS.ShiftModifier)
    assert copied(text) == "1,Ada,ada1@example.test\n"
    press(text, Qt.Key.Key_End, MODIFIERS.ControlModifier)
    assert text.visible_text().endswith("29999,Ada,ada29999@example.test")
    press(text, Qt.Key.Key_PageUp)
    assert not text.visible_text().endswith("29999,Ada,ada29999@example.test")
    press(text, Qt.Key.Key_Home, MODIFIERS.ControlModifier | MODIFIERS.ShiftModifier)
    press(text, Qt.Key.Key_C, MODIFIERS.ControlModifier)
    shown.until(lambda: clipboard().startswith("0,Ada,"))
    assert clipboard().count("\n") > 29_000
    place = text.viewport().rect().topLeft()
    shown.qtbot.mouseDClick(text.viewport(), Qt.MouseButton.LeftButton, pos=place.__class__(34, 5))
    assert copied(text) == "Ada"


def test_a_text_is_found_in_the_raw_text(shown: Bench) -> None:
    body = answer(shown, "/csv", "text")
    body.text.setFocus()
    shown.press(Qt.Key.Key_F, MODIFIERS.ControlModifier)
    line = shown.find(QLineEdit, "find-line")
    assert QApplication.focusWidget() is line
    type_into(shown, "ADA777@")
    shown.until(lambda: shown.text("find-count") == "1 of 1")
    assert copied(body.text) == "ada777@"
    assert "777,Ada" in body.text.visible_text()
    line.selectAll()
    type_into(shown, "ada2999")
    shown.until(lambda: shown.text("find-count") == "1 of 11")
    shown.press(Qt.Key.Key_Return)
    assert shown.text("find-count") == "2 of 11"
    shown.press(Qt.Key.Key_F3)
    assert shown.text("find-count") == "3 of 11"
    shown.press(Qt.Key.Key_F3, MODIFIERS.ShiftModifier)
    shown.press(Qt.Key.Key_Return, MODIFIERS.ShiftModifier)
    assert shown.text("find-count") == "1 of 11"
    type_into(shown, "x")
    shown.until(lambda: shown.text("find-count") == "No match")
    shown.press(Qt.Key.Key_Escape)
    assert not shown.sees(QLineEdit, "find-line")
    assert QApplication.focusWidget() is body.text
    shown.press(Qt.Key.Key_F, MODIFIERS.ControlModifier)
    assert shown.find(QLineEdit, "find-line").text() == "ada2999x"


def test_a_text_is_found_in_the_tree_which_opens_only_the_way_to_it(shown: Bench) -> None:
    body = answer(shown, "/json", "tree")
    tree = body.tree
    tree.setFocus()
    shown.press(Qt.Key.Key_F, MODIFIERS.ControlModifier)
    line = shown.find(QLineEdit, "find-line")
    type_into(shown, "contact1077@")
    shown.until(lambda: shown.text("find-count") == "1 of 1")
    assert tree.json.path(tree.currentIndex()) == "items.1077.emails.0"
    assert tree.visualRect(tree.currentIndex()).isValid()
    items = tree.json.find_path("items")
    assert tree.json.rowCount(items) == 3
    assert tree.json.rowCount(tree.json.index(0, 0, items)) == 0
    line.selectAll()
    type_into(shown, SECRET[:10])
    shown.until(lambda: shown.text("find-count") == "No match")
    line.selectAll()
    type_into(shown, "access_token")
    shown.until(lambda: shown.text("find-count") == "1 of 1,200")
    shown.click("find-previous")
    assert tree.json.path(tree.currentIndex()) == "items.1199.access_token"
    shown.click("find-close")
    assert QApplication.focusWidget() is tree
    answer(shown, "/small", "tree")
    shown.press(Qt.Key.Key_F3)
    assert not tree.currentIndex().isValid(), "a search that is over goes on in another body"


def test_the_returned_value_is_searched_when_nothing_else_has_the_focus(shown: Bench) -> None:
    answer(shown, "/small", "tree")
    shown.tab("result-tabs", "Result")
    shown.press_action("find")
    type_into(shown, "ada")
    tree = shown.window.result.value
    shown.until(lambda: tree.json.path(tree.currentIndex()) == "matchedContactInfo.0.name")


def test_headers_are_searched_too(shown: Bench) -> None:
    answer(shown, "/small", "tree")
    shown.tab("exchange-tabs", "Headers")
    headers = shown.find(QPlainTextEdit, "exchange-headers")
    headers.setFocus()
    shown.press(Qt.Key.Key_F, MODIFIERS.ControlModifier)
    type_into(shown, "CONTENT-type")
    shown.until(lambda: shown.text("find-count") == "1 of 1")
    assert headers.textCursor().selectedText().lower() == "content-type"


def test_values_and_places_are_copied_by_keys_and_from_the_menu(shown: Bench) -> None:
    body = answer(shown, "/json", "tree")
    tree = body.tree
    body.reveal("total")
    assert tree.currentIndex().data() == "total: 12345678901234567890.50"
    body.reveal("items.3.company")
    shown.qtbot.keyClick(tree, Qt.Key.Key_C, MODIFIERS.ControlModifier)
    assert json.loads(clipboard()) == {"id": 0, "name": "Quarterdeck Rigging"}
    shown.qtbot.keyClick(tree, Qt.Key.Key_C, MODIFIERS.ControlModifier | MODIFIERS.ShiftModifier)
    assert clipboard() == "items.3.company"
    body.reveal("items.3.access_token")
    asked = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, tree.rect().center(), tree.mapToGlobal(tree.rect().center())
    )
    QApplication.sendEvent(tree.viewport(), asked)
    menu = tree.findChild(QMenu, "json-menu")
    words = [action.text().partition("\t")[0] for action in menu.actions()]
    assert words[:2] == ["Copy value", "Copy path"]
    assert menu.isVisible()
    menu.actions()[0].trigger()
    menu.close()
    assert clipboard().startswith("••••")
    body.reveal("items")
    shown.qtbot.keyClick(tree, Qt.Key.Key_C, MODIFIERS.ControlModifier)
    shown.until(lambda: clipboard().startswith("["))
    assert SECRET not in clipboard()
    assert len(json.loads(clipboard())) == 1200


@pytest.mark.slow
def test_fifty_megabytes_are_looked_at_searched_and_masked(shown: Bench, crm: BodyCrm) -> None:
    crm.answers["/big"] = ("application/json", contacts_json(120_000))
    assert len(crm.answers["/big"][1]) > 48 * 1024 * 1024
    body = answer(shown, "/big", "tree")
    tree = body.tree
    assert tree.json.index(0, 0).data() == "items: [120,000]"
    tree.setFocus()
    shown.press(Qt.Key.Key_F, MODIFIERS.ControlModifier)
    type_into(shown, "contact119877@")
    shown.until(lambda: shown.text("find-count") == "1 of 1")
    assert tree.json.path(tree.currentIndex()) == "items.119877.emails.0"
    shown.press(Qt.Key.Key_Escape)
    shown.click("response-body:text")
    shown.until(lambda: body.text.pages.row_count > 100_000)
    body.text.setFocus()
    shown.press(Qt.Key.Key_F, MODIFIERS.ControlModifier)
    type_into(shown, "contact119877@")
    shown.until(lambda: shown.text("find-count") == "1 of 1")
    assert "contact119877@example.test" in body.text.visible_text()
    assert SECRET not in body.text.visible_text()
    assert "access_token" in body.text.visible_text()
    shown.press(Qt.Key.Key_Escape)
    shown.qtbot.keyClick(body.text, Qt.Key.Key_End, MODIFIERS.ControlModifier)
    assert body.text.visible_text().replace("\n", "").endswith('"total": 12345678901234567890.50}')


@pytest.mark.parametrize("name", ["dark", "light"])
def test_pictures_of_every_way(shown: Bench, themed: Theme, name: str) -> None:
    themed.choose(name)
    body = answer(shown, "/json", "tree")
    shown.press_action("find")
    type_into(shown, "contact777@")
    shown.until(lambda: shown.text("find-count") == "1 of 1")
    shown.picture(f"body-tree-{name}")
    shown.press(Qt.Key.Key_Escape)
    shown.click("response-body:text")
    shown.until(lambda: body.text.pages.row_count)
    body.text.setFocus()
    shown.press_action("find")
    type_into(shown, "rigging")
    shown.until(lambda: shown.text("find-count") == "1 of 1,200")
    shown.picture(f"body-text-{name}")
    answer(shown, "/page", "text")
    body.choose("preview")
    shown.until(body.preview.page.toPlainText)
    shown.picture(f"body-page-{name}")
    for path in ("png", "svg", "tables", "binary"):
        body.preview.caption.clear()
        answer(shown, f"/{path}", "bytes" if path == "binary" else "preview")
        shown.until(lambda path=path: path == "binary" or body.preview.caption.text())
        shown.picture(f"body-{path}-{name}")
