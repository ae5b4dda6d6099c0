"""Settings in TOML: what is written is read again, what is not understood is kept and told with its line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.login import CONSENT_WAYS
from workbench.core.program.settings import EXCHANGE_CAP, LOGIN_WINDOW, SETTINGS, THEME, TIMEOUT, Kind, Plain
from workbench.services.settings import RECENT, Recent, Settings, change_settings, load_settings, save_settings

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, TEXTS)
def test_any_text_comes_back(tmp_path_factory: object, place: str, name: str) -> None:
    path = Path(tmp_path_factory.mktemp("settings")) / "settings.toml"
    wanted = Settings(
        {"theme": "light", "timeout": 12.5, "node": place},
        (place,),
        (Recent(place, name, "about", 5.0),),
        {"window": name},
        {"fire": name, place: ""},
    )
    wanted = wanted if place else Settings()
    save_settings(path, wanted)
    assert load_settings(path) == wanted


def test_every_row_takes_its_values_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    settings = Settings()
    for row in SETTINGS:
        settings = settings.with_value(row, _other(row))
        assert settings.changed(row)
    save_settings(path, settings)
    again = load_settings(path)
    assert again == settings
    assert {row.key: again.values[row.key] for row in SETTINGS} == {row.key: _other(row) for row in SETTINGS}
    for row in SETTINGS:
        again = again.with_value(row, row.default)
    assert again == Settings()


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "settings.toml")
    assert settings == Settings()
    assert (settings[TIMEOUT], settings[EXCHANGE_CAP], settings[THEME]) == (30.0, 200, "system")


def test_a_file_that_is_no_toml_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "light"\ntimeout = [broken')
    settings = load_settings(path)
    (fault,) = settings.faults
    assert settings.values == {}
    assert fault.line == 2
    assert "settings.unreadable.toml" in fault.sentence
    save_settings(path, settings.with_value(THEME, "dark"))
    assert (tmp_path / "settings.unreadable.toml").read_text() == 'theme = "light"\ntimeout = [broken'
    assert load_settings(path)[THEME] == "dark"


def test_a_byte_order_mark_is_no_part_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "light"\n', encoding="utf-8-sig")
    assert load_settings(path).faults == ()
    assert load_settings(path)[THEME] == "light"


def test_what_is_not_understood_is_told_with_its_line_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        'theme = "purple"\ntimeout = -3\nrecent = 7\nlayout = "x"\nexchange_cap = 300\n[shortcuts]\nfire = 5\n'
        '[later]\nflag = true\nnames = ["a"]\n'
    )
    settings = load_settings(path)
    assert (settings[THEME], settings[TIMEOUT], settings[EXCHANGE_CAP]) == ("system", 30.0, 300)
    told = {fault.key: (fault.line, fault.sentence) for fault in settings.faults}
    assert told["theme"][0] == 1
    assert "one of system, light, dark" in told["theme"][1]
    assert told["timeout"][0] == 2
    assert "from 0.1 to 3600 s" in told["timeout"][1]
    assert told["later"][0] == 8
    assert told["shortcuts.fire"][0] == 7
    save_settings(path, settings.with_recent(Recent("x", "x")))
    again = load_settings(path)
    assert {fault.key for fault in again.faults} == told.keys() - {"recent"}  # it is a list now
    assert again.kept["later"] == {"flag": True, "names": ["a"]}
    assert again.kept["shortcuts"] == {"fire": 5}


def test_a_better_value_ends_the_fault(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "purple"\n')
    settings = load_settings(path).with_value(THEME, "light")
    assert settings.faults == ()
    save_settings(path, settings)
    assert load_settings(path) == settings


def test_the_ways_to_the_consent_page_are_those_of_the_login() -> None:
    assert {each.value: each.title for each in LOGIN_WINDOW.choices} == {
        way.value: choice.title for way, choice in CONSENT_WAYS.items()
    }


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.key)
def test_what_is_not_allowed_is_refused_in_a_sentence(row: object) -> None:
    wrong = {Kind.CHOICE: "none of these", Kind.NUMBER: -1, Kind.FLAG: 1, Kind.FILE: 5, Kind.FOLDER: 5, Kind.TEXT: 5}
    with pytest.raises(ValueError, match=r"^[A-Z].* is .*\.$"):
        Settings().with_value(row, wrong[row.kind])


def test_a_folder_is_trusted_with_what_lies_in_it(tmp_path: Path) -> None:
    settings = Settings().with_trusted(str(tmp_path / "adapters"))
    assert settings.trusts(str(tmp_path / "adapters" / "one"))
    assert not settings.trusts(str(tmp_path / "adapters-of-others"))
    assert settings.with_trusted(str(tmp_path / "adapters" / "one")) == settings


def test_recent_adapters_stand_once_and_are_few() -> None:
    settings = Settings()
    for number in range(RECENT + 3):
        settings = settings.with_recent(Recent(str(number), "x"))
    settings = settings.with_recent(Recent("5", "again"))
    assert len(settings.recent) == RECENT
    assert settings.recent[0].name == "again"
    assert [recent.place for recent in settings.recent].count("5") == 1


def _other(row: object) -> Plain:
    """A value that is not the default."""
    if row.kind is Kind.CHOICE:
        return next(each.value for each in row.choices if each.value != row.default)
    if row.kind is Kind.NUMBER:
        return type(row.default)(row.highest)
    return not row.default if row.kind is Kind.FLAG else "/somewhere/else"


def test_two_programs_keep_what_the_other_changed(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    change_settings(path, lambda settings: settings.with_trusted("/one"))
    change_settings(path, lambda settings: settings.with_value(THEME, "dark"))
    program = (
        "import sys; from pathlib import Path; from workbench.services.settings import change_settings\n"
        "for number in range(40):\n"
        "    change_settings(Path(sys.argv[1]), lambda held: held.with_layout(sys.argv[2] + str(number), 'x'))\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("a", "b")]
    assert [each.wait() for each in both] == [0, 0]
    held = load_settings(path)
    assert held.trusts("/one")
    assert held[THEME] == "dark"
    assert set(held.layout) == {f"{name}{number}" for name in ("a", "b") for number in range(40)}


@pytest.mark.parametrize("line", ["trusted = 1", 'recent = "x"', "layout = []", "shortcuts = true"])
def test_a_member_of_another_kind_is_told_and_stays_until_it_is_written(tmp_path: Path, line: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"{line}\n")
    (told,) = load_settings(path).faults
    assert told.line == 1
    assert told.sentence.startswith(f"Line 1 of settings.toml sets {line.partition(' ')[0]} to ")
    change_settings(path, lambda settings: settings.with_value(THEME, "dark"))
    assert line in path.read_text().splitlines()
    full = Recent("x", "x")
    change_settings(
        path, lambda held: held.with_trusted("/a").with_recent(full).with_layout("w", "s").with_shortcut("fire", "F5")
    )
    assert load_settings(path).faults == ()
