"""Pictures of connecting in both themes: each way waiting, refused, by key, advanced, and the connection's menu."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QMenu, QPushButton, QTabWidget, QToolButton

from workbench.gui.look.theme import Theme

themes = pytest.mark.parametrize("theme", ["light", "dark"])


def dialog(bench: Bench) -> QDialog:
    return bench.find(QDialog, "connect-dialog")


def fold(bench: Bench, name: str) -> None:
    bench.qtbot.mouseClick(bench.find(QToolButton, name), Qt.MouseButton.LeftButton)


@themes
def test_each_way_waits(bench: Bench, themed: Theme, theme: str) -> None:
    themed.choose(theme)
    bench.open("harbor-typescript")
    bench.press_action("connect")
    fold(bench, "login-advanced-fold")
    bench.picture(f"connect-advanced-{theme}", dialog(bench))
    fold(bench, "login-advanced-fold")
    bench.click("login-run")
    bench.until(lambda: bench.pages)
    bench.until(lambda: bench.text("consent-elapsed") != "0:00 of 5:00")
    bench.picture(f"connect-waiting-browser-{theme}", dialog(bench))
    bench.click("consent-way:pasted")
    bench.until(lambda: "address that your browser" in bench.text("consent-heading"))
    bench.picture(f"connect-waiting-pasted-{theme}", dialog(bench))
    bench.click("login-cancel")


@themes
def test_step_by_step_to_the_token(bench: Bench, themed: Theme, theme: str) -> None:
    themed.choose(theme)
    bench.open("harbor-typescript")
    bench.take_own_port()
    bench.press_action("connect")
    for _ in range(3):
        bench.click("login-one-step")
        bench.until(lambda: bench.find(QPushButton, "login-one-step").isEnabled())
    bench.click("login-one-step")
    bench.approve()
    bench.until(lambda: bench.find(QPushButton, "login-one-step").isEnabled())
    bench.click("login-one-step")
    bench.until(lambda: bench.find(QPushButton, "login-one-step").isEnabled())
    assert bench.find(QPushButton, "login-curl").isEnabled()
    bench.picture(f"connect-exchange-{theme}", dialog(bench))
    bench.find(QTabWidget, "login-pages").setCurrentIndex(1)
    bench.picture(f"connect-exchange-traffic-{theme}", dialog(bench))
    bench.click("login-cancel")


@themes
def test_a_refused_key(bench: Bench, themed: Theme, theme: str) -> None:
    themed.choose(theme)
    bench.open("harbor-node")
    bench.press_action("connect")
    bench.picture(f"connect-key-{theme}", dialog(bench))
    bench.type("login:apiKey", "wrong-key-altogether")
    bench.click("login-run")
    bench.until(lambda: bench.text("login-status"))
    bench.picture(f"connect-refused-{theme}", dialog(bench))
    bench.click("login-cancel")


@themes
def test_the_menu_and_what_it_did(bench: Bench, themed: Theme, theme: str) -> None:
    themed.choose(theme)
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    menu = bench.window.findChild(QMenu, "connection-menu")
    bench.until(lambda: bench.window.bar.controller.saved)
    menu.popup(bench.window.mapToGlobal(bench.window.rect().topLeft()))
    bench.until(menu.isVisible)
    assert "Renew the token now" in [each.text() for each in menu.actions()]
    bench.picture(f"connection-menu-{theme}", menu)
    menu.close()
    bench.press_action("token-corrupt-refresh")
    bench.until(lambda: bench.sees(QFrame, "connection-notice"))
    bench.press_action("token-renew")
    bench.until(lambda: "ends the session" in bench.text("connection-notice-title"))
    bench.picture(f"connection-notice-{theme}")
    bench.click("connection-notice-details")
    bench.picture(f"token-dialog-{theme}", bench.find(QDialog, "token-dialog"))
    bench.click("token-close")
    assert bench.sees(QLabel, "token-life")
