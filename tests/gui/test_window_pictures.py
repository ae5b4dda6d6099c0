"""The command that takes pictures: run as a program, without a screen, and its files looked at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from builders_window import SCREENSHOTS
from PySide6.QtGui import QColor, QImage

from workbench.gui.look.theme import tokens
from workbench.services.resources import resource_root

SCENES = ("welcome", "main", "traffic", "compare", "findings", "palette", "connect", "settings", "history-filter")


def run(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The program, on a machine that has no screen."""
    none_of = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in none_of}
    environment["WORKBENCH_HOME"] = str(home)
    command = [sys.executable, "-m", "workbench", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=150, env=environment, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1440, 900), (1100, 700), (2560, 1440)])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_every_scene_is_written_without_a_screen(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    words = "{}x{}".format(*size)
    folder, home = SCREENSHOTS / f"scenes-{words}-{name}", tmp_path / "home"
    shutil.rmtree(folder, ignore_errors=True)
    done = run("pictures", str(folder), "--theme", name, "--size", words, "--json", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    listed = json.loads(done.stdout)["pictures"]
    assert [each["scene"] for each in listed] == list(SCENES)
    assert sorted(file.name for file in folder.iterdir()) == sorted(f"{scene}-{name}.png" for scene in SCENES)
    seen = set()
    for each in listed:
        assert (each["theme"], each["width"], each["height"]) == (name, *size)
        image = QImage(each["file"])
        assert (image.width(), image.height()) == size
        assert _colors(image) > 20, f"{each['scene']} is blank"
        seen.add(Path(each["file"]).read_bytes())
    assert len(seen) == len(SCENES)
    ground = QImage(str(folder / f"welcome-{name}.png")).pixelColor(20, 640)
    assert ground == QColor(tokens()["colors"][name]["background"])
    assert [file.name for file in home.rglob("*") if file.is_file()] == ["workbench.log"]


@pytest.mark.slow
def test_pictures_of_a_screen_with_twice_the_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    done = run("pictures", str(tmp_path), "--theme", "dark", "--size", "1100x700", "--json", home=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert {(each["width"], each["height"]) for each in json.loads(done.stdout)["pictures"]} == {(2200, 1400)}


def _colors(image: QImage) -> int:
    step = 7
    return len(
        {image.pixel(across, down) for across in range(0, image.width(), step) for down in range(0, image.height(), 3)}
    )


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_pictures_of_the_readme_are_there_and_small(name: str) -> None:
    file = resource_root() / "help" / "pictures" / f"main-{name}.png"
    assert f"resources/help/pictures/{file.name}" in (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert file.stat().st_size < 150_000
    image = QImage(str(file))
    assert (image.width(), image.height()) == (1440, 900)
    assert QColor(tokens()["colors"][name]["panel"]).lightness() - image.pixelColor(1200, 800).lightness() in range(
        -3, 4
    )


def test_wrong_words_are_told_apart(tmp_path: Path) -> None:
    for size in ("large", "10x10", "99999x900"):
        done = run("pictures", str(tmp_path / "out"), "--size", size, "--json", home=tmp_path / "home")
        assert done.returncode == 2
        assert json.loads(done.stdout)["error"]["code"] == "bad-size"
    (tmp_path / "file").write_text("")
    done = run("pictures", str(tmp_path / "file" / "inside"), home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert "could not be made" in done.stderr
    assert not (tmp_path / "out").exists()


def test_help_names_the_command(tmp_path: Path) -> None:
    assert "pictures" in run("--help", home=tmp_path).stdout
    assert "--size" in run("pictures", "--help", home=tmp_path).stdout
