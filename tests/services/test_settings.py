"""Settings in TOML: what is written is read again, what is broken takes its default."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from workbench.services.settings import RECENT, Recent, Settings, load_settings, save_settings

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, TEXTS)
def test_any_text_comes_back(tmp_path_factory: object, place: str, name: str) -> None:
    path = Path(tmp_path_factory.mktemp("settings")) / "settings.toml"
    wanted = Settings("light", 12.5, (place,), (Recent(place, name, "about", 5.0),), {"window": name})
    save_settings(path, wanted)
    assert load_settings(path) == wanted


def test_a_missing_or_broken_file_gives_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    assert load_settings(path) == Settings()
    path.write_text("theme = [broken")
    assert load_settings(path) == Settings()
    path.write_text('theme = "purple"\ntimeout = -3\nrecent = 7\nlayout = "x"\n')
    assert load_settings(path) == Settings()


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
