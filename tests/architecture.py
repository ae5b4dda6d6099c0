"""Draws the picture of the program's packages again: python tests/architecture.py"""

from __future__ import annotations

from workbench.services.own_code import architecture_drawings
from workbench.services.resources import resource_root

if __name__ == "__main__":
    for name, svg in architecture_drawings().items():
        (resource_root() / "help" / "pictures" / name).write_text(svg, encoding="utf-8", newline="\n")
