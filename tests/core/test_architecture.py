"""Packages and levels as imports make them, and the drawing of the program's own."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from workbench.core.program.architecture import architecture, drawing, levels, module_names
from workbench.services.own_code import architecture_drawings, read_architecture
from workbench.services.resources import help_picture

SHADES = dict.fromkeys(("background", "panel", "field", "line", "text", "muted", "accent"), "#123456")
IMPORTS = {
    "shop": {"till.coins.count"},
    "till": set(),
    "till.coins": set(),
    "till.coins.count": {"till.errors", "store.shelf"},
    "till.notes": set(),
    "till.notes.bank": {"till.coins.count"},
    "till.errors": set(),
    "store": set(),
    "store.shelf": set(),
}


def test_packages_stand_on_what_they_import() -> None:
    plan = architecture(IMPORTS, {"till": "Takes money."})
    assert [[package.name for package in row] for row in plan.rows] == [["shop"], ["till"], ["store"]]
    (till,) = plan.rows[1]
    assert till.says == "Takes money."
    assert till.levels == ((("notes",),), (("coins",),), (("…",),))
    assert plan.arrows == {("shop", "till"), ("till", "store")}


def test_those_that_import_each_other_are_one_group() -> None:
    needs = {"a": ["b"], "b": ["c"], "c": ["b"], "d": []}
    assert levels(needs) == ((("a",),), (("b", "c"), ("d",)))


def test_names_are_brought_back_to_their_modules() -> None:
    modules = {"core", "core.run", "core.run.shown"}
    assert module_names(["core.run.shown.Shown", "core.run.shown", "core", "os.path"], modules) == {
        "core.run.shown",
        "core",
    }


def test_a_drawing_names_every_package_and_folder_and_points_with_every_arrow() -> None:
    plan = architecture(IMPORTS, {})
    root = ET.fromstring(drawing(plan, SHADES))
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"shop", "till", "store", "coins", "notes"} <= set(words)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == len(plan.arrows)


def test_the_program_has_its_packages_in_order() -> None:
    assert [[package.name for package in row] for row in read_architecture().rows] == [
        ["__main__"],
        ["cli", "gui"],
        ["session"],
        ["runtimes", "services"],
        ["core"],
    ]


def test_the_pictures_in_the_help_are_what_the_code_is_now() -> None:
    for name, svg in architecture_drawings().items():
        assert help_picture(name).read_text("utf-8") == svg, f"{name}: run python tests/architecture.py"
