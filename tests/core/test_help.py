"""Every area has a page, every link leads somewhere, every placeholder is known."""

from __future__ import annotations

import pytest

from workbench.core.program.actions import ACTION_BY_ID
from workbench.core.program.help import AREAS, links, plain, rendered, title
from workbench.services.resources import help_pages

PAGES = help_pages()


def no_keys(_action_id: str) -> str:
    """Nobody has any keys."""
    return ""


def table_keys(action_id: str) -> str:
    """The keys of the table."""
    return ACTION_BY_ID[action_id].shortcut


def test_every_area_has_its_page_and_every_page_its_area() -> None:
    assert [area.id for area in AREAS if area.id not in PAGES] == []
    assert set(PAGES) == {area.id for area in AREAS}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_to_read(name: str) -> None:
    text = PAGES[name]
    assert text.startswith("# ")
    assert 2 <= len(title(text)) <= 40
    assert 12 <= len(text.splitlines()) <= 50
    assert "!" not in plain(text)


@pytest.mark.parametrize("name", PAGES)
def test_every_placeholder_is_known(name: str) -> None:
    for keys in (no_keys, table_keys):
        assert "{{" not in rendered(PAGES[name], keys)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page(name: str) -> None:
    assert {link.removesuffix(".md") for link in links(PAGES[name])} <= set(PAGES)


def test_every_page_is_reached_from_another() -> None:
    reached = {link.removesuffix(".md") for text in PAGES.values() for link in links(text)}
    assert set(PAGES) - reached - {"start", "welcome", "bar"} == set()


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered("{{action:fly}}", no_keys)
    with pytest.raises(KeyError):
        rendered("{{wish:fire}}", no_keys)


def test_keys_follow_and_without_keys_the_menu_is_named() -> None:
    assert rendered("{{action:fire}}", lambda _id: "F5") == "**Fire** (F5)"
    assert rendered("{{action:fire}}", no_keys) == "**Fire** (menu Adapter)"
    assert rendered("{{keys:fire}}", lambda _id: "F5") == "**F5**"
    assert rendered("{{setting:timeout}}", no_keys) == "**Time limit of a call**"


def test_a_search_does_not_find_file_names() -> None:
    assert "history.md" in PAGES["compare"]
    assert "history.md" not in plain(PAGES["compare"])
