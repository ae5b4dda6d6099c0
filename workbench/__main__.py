"""Chooses the window or the terminal, nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

FIRST_SAMPLE = "harbor-typescript"
"""The sample adapter that the window shows after the demonstration."""


COMPLETE = "_WORKBENCH_COMPLETE"
"""Environment variable by which click's shell completion asks."""


def main() -> int:
    """Run `workbench` with the words typed; the exit code is documented in README."""
    from workbench.services.places import keep_private

    words = sys.argv[1:]
    keep_private()
    if wants_window(words):
        from workbench.gui.application import run as show

        return show(*words)
    from workbench.cli.main import run

    code = run(words, camera=_take_pictures)
    if code == 0 and shows_window_after(words):
        from workbench.gui.application import run as show

        return show(harbor=FIRST_SAMPLE)
    return code


def _take_pictures(folder: Path, size: tuple[int, int], themes: Sequence[str]) -> object:
    """The window's camera, which the terminal may not import."""
    from workbench.gui.pictures import take_pictures

    return take_pictures(folder, size, themes)


def wants_window(words: Sequence[str]) -> bool:
    """Nothing typed, or one word that is an adapter: a sample, a file or a folder. Else the terminal answers."""
    if COMPLETE in os.environ:
        # A shell asks what could be typed; the words are in the environment.
        return False
    if not words:
        return True
    from workbench.cli.main import COMMANDS
    from workbench.services.resources import sample_adapters

    if len(words) > 1 or words[0].startswith("-") or words[0] in COMMANDS:
        return False
    return words[0] in sample_adapters() or Path(words[0]).expanduser().exists()


def shows_window_after(words: Sequence[str]) -> bool:
    """Whether the demonstration goes on in the window: only where a person looks at a screen."""
    if words[:1] != ["demo"] or {"--headless", "--json", "--quiet", "--help"} & set(words):
        return False
    from workbench.services.screen import has_screen

    return has_screen()


if __name__ == "__main__":
    sys.exit(main())
