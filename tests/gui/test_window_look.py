"""Pictures of the main screens in both themes and several sizes, and what can be measured of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders_window import Bench
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench.core.errors import WorkbenchError
from workbench.core.program.settings import TEXT_SIZE, THEME
from workbench.gui.look import theme as theme_module
from workbench.gui.look.icons import IN_STYLESHEETS
from workbench.gui.look.stylesheet import stylesheet
from workbench.gui.look.theme import Theme, tokens
from workbench.gui.look.widgets import ElidedLabel
from workbench.services.harbor.server import API_KEY

SIZES = {"": QSize(1440, 900), "-small": QSize(1100, 700), "-large": QSize(2560, 1440)}
READABLE = 4.5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_pictures_of_the_main_screens(bench: Bench, themed: Theme, name: str) -> None:
    themed.choose(name)
    bench.picture(f"welcome-{name}", size=SIZES[""])
    bench.open("harbor-node")
    bench.picture(f"not-connected-{name}")
    bench.click("notice-connect")
    bench.type("login:apiKey", "not-the-key")
    bench.click("login-run")
    bench.until(lambda: bench.text("login-status"))
    bench.picture(f"connect-refused-{name}", bench.dialogs()[0])
    bench.type("login:apiKey", API_KEY)
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    for interface in ("findContact", "createCallLog", "getCallLog"):
        bench.select(interface)
        bench.fire()
    bench.select("createCallLog")
    for suffix, size in SIZES.items():
        bench.picture(f"main-{name}{suffix}", size=size)
    bench.window.resize(SIZES[""])
    bench.tab("result-tabs", "CRM traffic")
    bench.picture(f"traffic-{name}")
    bench.fire()
    bench.tab("result-tabs", "Compare")
    bench.until(lambda: bench.window.result.compare.model.rowCount())
    for suffix, size in SIZES.items():
        bench.picture(f"compare-{name}{suffix}", size=size)
    bench.window.resize(SIZES[""])
    bench.type("history-filter", "interface:createCallLog took:>soon")
    bench.until(lambda: bench.text("history-mistake"))
    bench.picture(f"history-filter-{name}")
    bench.type("history-filter", "")
    bench.press_action("settings")
    bench.picture(f"settings-{name}", bench.dialogs()[0])
    bench.dialogs()[0].close()
    bench.tab("form-tabs", "JSON")
    bench.tab("result-tabs", "Sent")
    bench.picture(f"json-{name}")
    bench.tab("form-tabs", "Contract")
    bench.tab("result-tabs", "Findings")
    bench.picture(f"contract-{name}")
    bench.press_action("palette")
    bench.picture(f"palette-{name}", bench.dialogs()[0])
    bench.dialogs()[0].close()
    bench.press_action("close-adapter")
    bench.until(lambda: bench.sees(QPushButton, "recent:harbor-node"))
    bench.picture(f"welcome-recent-{name}")


def test_long_names_and_long_errors_leave_the_work_in_sight(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / ("a-very-long-name-of-an-adapter-that-somebody-thought-of" * 3)
    folder.mkdir()
    (folder / "index.js").write_text("exports.getAuthType = () => 'apiKey';")
    bench.workplace.open(str(folder))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.window.resize(SIZES["-small"])
    words = "Something went wrong in a place that has much to say. " * 60
    error = WorkbenchError(words, code="long", hint=words, detail="\n".join(f"line {each}" for each in range(4000)))
    bench.workplace.problem.emit(error)
    bench.click("problem-more")
    bench.picture("long", size=SIZES["-small"])
    assert bench.window.size() == SIZES["-small"]
    assert bench.find(QPushButton, "fire").visibleRegion().boundingRect().height() > 20
    assert "line 3999" in bench.find(QPlainTextEdit, "problem-detail").toPlainText()
    assert words in bench.find(QPlainTextEdit, "problem-detail").toPlainText()


def test_a_text_that_is_cut_says_all_of_it_in_its_tooltip(qtbot: QtBot, themed: Theme) -> None:
    shown = ElidedLabel("short", name="shown")
    qtbot.addWidget(shown)
    shown.setToolTip("about it")
    shown.resize(120, 20)
    shown.show()
    assert shown.toolTip() == "about it"
    shown.setText("a text that is much too long for it")
    assert shown.toolTip() == "a text that is much too long for it"
    shown.setText("short")
    assert shown.toolTip() == ""


def test_both_themes_are_shown_at_once(bench: Bench, themed: Theme) -> None:
    for name in ("light", "dark"):
        bench.press_action(f"theme-{name}")
        assert themed.name == name
        picture = bench.window.grab().toImage()
        middle = picture.pixelColor(picture.width() // 2, picture.height() - 60)
        assert middle.name() == tokens()["colors"][name]["background"]
        assert bench.workplace.preferences[THEME] == name


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("ground", ["background", "panel", "field"])
def test_text_can_be_read_on_every_ground(name: str, ground: str) -> None:
    colors = tokens()["colors"][name]
    inks = ("text", "muted", "faint", "ok", "warning", "error", "json_key", "json_string", "json_number")
    poor = {ink: contrast(colors[ink], colors[ground]) for ink in inks}
    assert {ink: value for ink, value in poor.items() if value < READABLE} == {}


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_can_be_read_on_the_ground_of_its_state(name: str) -> None:
    colors = tokens()["colors"][name]
    pairs = (("ok", "ok_ground"), ("warning", "warning_ground"), ("error", "error_ground"), ("text", "accent_ground"))
    pairs += (("on_accent", "accent"), ("text", "error_ground"), ("muted", "ok_ground"))
    pairs += (("json_key", "accent_ground"), ("json_string", "accent_ground"), ("ok", "accent_ground"))
    assert [pair for pair in pairs if contrast(colors[pair[0]], colors[pair[1]]) < READABLE] == []


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_can_be_read_in_every_rule_of_the_stylesheet(name: str) -> None:
    colors = tokens()["colors"][name]
    marked = stylesheet({token: f"<{token}>" for token in colors}, "mono", dict.fromkeys(IN_STYLESHEETS, "icon"))
    poor, seen = [], 0
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", marked):
        ink = re.search(r"(?<![-\w])color: <(\w+)>", body)
        ground = re.search(r"(?<![-\w])background(?:-color)?: <(\w+)>", body)
        picked = re.search(r"selection-color: <(\w+)>", body), re.search(r"selection-background-color:\s*<(\w+)>", body)
        for one, other in ((ink, ground), picked):
            if one and other:
                seen += 1
                ratio = contrast(colors[one[1]], colors[other[1]])
                if ratio < READABLE:
                    poor.append((selector.strip(), one[1], other[1], round(ratio, 2)))
    assert poor == []
    assert seen > 15


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_ring_of_the_focus_stands_out(name: str) -> None:
    colors = tokens()["colors"][name]
    assert [
        ground for ground in ("background", "panel", "field") if contrast(colors["accent"], colors[ground]) < 3
    ] == []


def test_open_dialogs_and_texts_follow_the_theme_at_once(bench: Bench, themed: Theme) -> None:
    bench.open("harbor-node")
    bench.press_action("connect")
    dialog = bench.dialogs()[0]
    bench.tab("form-tabs", "Contract")
    for name in ("light", "dark", "light"):
        bench.press_action(f"theme-{name}")
        colors = tokens()["colors"][name]
        assert _most(dialog.grab().toImage()) == colors["panel"]
        page = bench.find(QTextBrowser, "contract").grab().toImage()
        assert _most(page) == colors["panel"]
        assert _has(page, colors["text"])
        assert _has(bench.window.bar.grab().toImage(), colors["muted"])
    dialog.close()


def test_the_system_is_followed_while_the_window_is_open(
    bench: Bench, themed: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.press_action("theme-light")
    bench.press_action("theme-system")
    hints = QGuiApplication.styleHints()
    for scheme, name in ((Qt.ColorScheme.Dark, "dark"), (Qt.ColorScheme.Light, "light"), (Qt.ColorScheme.Dark, "dark")):
        told = SimpleNamespace(colorScheme=lambda scheme=scheme: scheme)
        # Without a screen Qt knows no scheme, so the system's answer is played; its signal is the real one.
        monkeypatch.setattr(theme_module, "QGuiApplication", SimpleNamespace(styleHints=lambda told=told: told))
        hints.colorSchemeChanged.emit(scheme)
        assert themed.name == name
        assert _has(bench.window.grab().toImage(), tokens()["colors"][name]["background"])


@pytest.mark.parametrize("points", [9.0, 13.0, 20.0])
def test_nothing_is_cut_at_other_sizes_of_text(bench: Bench, themed: Theme, points: float) -> None:
    bench.window.resize(SIZES["-large"])
    bench.workplace.preferences.choose(TEXT_SIZE, points)
    bench.open("harbor-node")
    bench.connect_by_key(API_KEY)
    bench.select("createCallLog")
    bench.fire()
    bench.picture(f"text-{points:g}", size=SIZES["-large"])
    small = []
    for widget in bench.window.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox) and widget.isVisible():
            wanted, inner = widget.minimumSizeHint(), widget.objectName().startswith("qt_")
            room = widget.width() + 1 >= wanted.width() and widget.height() + 1 >= min(wanted.height(), _line(widget))
            if not inner and not room:
                small.append((type(widget).__name__, widget.objectName(), widget.size().toTuple(), wanted.toTuple()))
    assert small == []
    rows = bench.window.history.table.verticalHeader().defaultSectionSize()
    assert rows >= QFontMetrics(themed.fonts.mono).height()
    bench.workplace.preferences.reset(TEXT_SIZE)


def _line(widget: QWidget) -> int:
    return widget.fontMetrics().height()


def _most(image: QImage) -> str:
    """The colour of most pixels."""
    return Counter(
        image.pixelColor(x, y).name() for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)
    ).most_common(1)[0][0]


def _has(image: QImage, color: str) -> bool:
    return any(
        image.pixelColor(x, y).name() == color for x in range(image.width()) for y in range(0, image.height(), 2)
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
