"""Help as its user meets it: F1 where the focus is, links, search, back, and what this program is."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPushButton, QTextBrowser, QWidget

from workbench import __version__
from workbench.core.program.help import AREAS
from workbench.core.program.settings import THEME
from workbench.gui.look.theme import Theme


def help_page(bench: Bench) -> QTextBrowser:
    """The page of help, once it is there."""
    bench.until(lambda: bench.sees(QTextBrowser, "help-page"))
    return bench.find(QTextBrowser, "help-page")


def shown(bench: Bench) -> str:
    """The name of the page that is shown."""
    return help_page(bench).source().fileName()


def close_help(bench: Bench) -> None:
    """Close the window of help."""
    help_page(bench).window().close()
    bench.until(lambda: not bench.sees(QTextBrowser, "help-page"))


def ask_at(bench: Bench, widget: QWidget) -> str:
    """Press F1 while a widget has the focus; gives the page, and closes it again."""
    widget.window().activateWindow()
    bench.until(widget.window().isActiveWindow)
    widget.setFocus()
    bench.until(lambda: QApplication.focusWidget() is not None)
    bench.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    page = shown(bench)
    close_help(bench)
    return page


def test_help_is_about_what_has_the_focus(bench: Bench) -> None:
    assert ask_at(bench, bench.find(QPushButton, "welcome-start")) == "welcome.md"
    bench.open("harbor-node")
    window = bench.window
    assert ask_at(bench, window.interfaces.filter) == "interfaces.md"
    assert ask_at(bench, window.history.filter) == "history.md"
    bench.tab("form-tabs", "Form")
    assert ask_at(bench, window.form.tabs) == "form.md"
    bench.tab("form-tabs", "JSON")
    assert ask_at(bench, window.form.tabs) == "json.md"
    bench.select("getAuthType")
    bench.fire()
    for title, page in (
        ("Result", "result.md"),
        ("CRM traffic", "traffic.md"),
        ("Findings", "findings.md"),
        ("Console", "console.md"),
        ("Compare", "compare.md"),
    ):
        bench.tab("result-tabs", title)
        assert ask_at(bench, window.result.tabs) == page, title


def test_help_opens_beside_dialogs_too(bench: Bench) -> None:
    bench.open("harbor-node")
    bench.press_action("settings")
    assert ask_at(bench, bench.find(QLineEdit, "settings-search")) == "settings.md"
    bench.press_action("shortcuts")
    assert ask_at(bench, bench.find(QLineEdit, "shortcuts-search")) == "shortcuts.md"
    bench.dialogs()[0].close()
    bench.click("notice-connect")
    assert ask_at(bench, bench.find(QLineEdit, "login:apiKey")) == "connect.md"
    bench.click("login-cancel")


def test_contents_links_back_and_forward(bench: Bench) -> None:
    bench.press_action("help-contents")
    browser = help_page(bench)
    contents = bench.find(QListWidget, "help-contents")
    assert contents.count() == len(AREAS)
    assert browser.source().fileName() == "start.md"
    for place, area in enumerate(AREAS):
        contents.setCurrentRow(place)
        assert shown(bench) == f"{area.id}.md"
        assert [item.text() for item in contents.selectedItems()] == [contents.item(place).text()]
        assert len(browser.toPlainText()) > 300
        assert "{{" not in browser.toPlainText()
    browser.anchorClicked.emit(browser.source().resolved("settings.md"))
    bench.click("help-back")
    assert shown(bench) == f"{AREAS[-2].id}.md"
    assert contents.currentRow() == len(AREAS) - 2
    bench.click("help-forward")
    assert shown(bench) == f"{AREAS[-1].id}.md"
    close_help(bench)


def test_the_search_keeps_the_pages_that_hold_the_words(bench: Bench) -> None:
    bench.press_action("help-contents")
    help_page(bench)
    bench.type("help-search", "pinned rows")
    contents = bench.find(QListWidget, "help-contents")
    visible = [contents.item(row).text() for row in range(contents.count()) if not contents.item(row).isHidden()]
    assert visible == ["History"]
    assert shown(bench) == "history.md"
    bench.type("help-search", "unicorns")
    assert bench.text("help-nothing") == "No page holds these words."
    close_help(bench)


def test_pages_name_the_keys_that_hold(bench: Bench) -> None:
    bench.press_action("help-contents")
    assert "Fire (Ctrl+Enter)" in help_page(bench).toPlainText()
    bench.workplace.preferences.choose_shortcut("fire", "F5")
    assert "Fire (F5)" in help_page(bench).toPlainText()
    close_help(bench)


def test_about_says_what_this_is_and_copies_it(bench: Bench) -> None:
    bench.press_action("about")
    bench.until(lambda: " at " in bench.text("about:Node"))
    bench.click("about-copy")
    copied = QGuiApplication.clipboard().text()
    for words in (__version__, "Python: 3.", "PySide6: ", "Qt: 6.", "SIL Open Font License"):
        assert words in copied
    bench.click("about-close")
    bench.until(lambda: not bench.dialogs())


@pytest.mark.parametrize("name", ["dark", "light"])
def test_pictures(bench: Bench, themed: Theme, name: str) -> None:
    bench.workplace.preferences.choose(THEME, name)
    bench.press_action("help-contents")
    browser = help_page(bench)
    bench.picture(f"help-{name}", browser.window())
    bench.find(QListWidget, "help-contents").setCurrentRow(5)
    bench.picture(f"help-form-{name}", browser.window())
    close_help(bench)
    bench.press_action("about")
    bench.until(lambda: " at " in bench.text("about:Node"))
    bench.picture(f"about-{name}", bench.dialogs()[0])
    bench.click("about-close")


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_picture_of_the_rooms_is_there_in_the_windows_colours(bench: Bench, themed: Theme, shade: str) -> None:
    themed.choose(shade)
    bench.press_action("help-contents")
    browser = help_page(bench)
    browser.setSource(QUrl("architecture.md"), QTextDocument.ResourceType.MarkdownResource)
    picture = browser.document().resource(
        QTextDocument.ResourceType.ImageResource, QUrl("pictures/architecture-light.svg")
    )
    assert 500 < picture.width() < browser.viewport().width()
    assert not browser.horizontalScrollBar().isVisible()
    assert picture.pixelColor(2, 2) == themed.color("background")
    bench.picture(f"help-architecture-{shade}", browser.window())
    close_help(bench)
