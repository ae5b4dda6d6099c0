"""Pictures of the main screens in both themes and several sizes, and what can be measured of them."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QToolButton

from workbench.core.settings import THEME
from workbench.gui.theme import Theme, tokens
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


def test_every_control_has_a_name_for_tests_and_for_screen_readers(bench: Bench) -> None:
    bench.open("harbor-python")
    nameless = []
    for kind in (QPushButton, QToolButton, QLineEdit, QPlainTextEdit, QComboBox):
        for widget in bench.window.findChildren(kind):
            inner = widget.objectName().startswith("qt_") or widget.parent().objectName().startswith("qt_")
            if inner or isinstance(widget.parent(), QComboBox | QLineEdit):
                continue
            named = widget.accessibleName() or (hasattr(widget, "text") and isinstance(widget, QToolButton))
            if not widget.objectName() or not named:
                nameless.append((type(widget).__name__, widget.objectName()))
    assert nameless == []


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
