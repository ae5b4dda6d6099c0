"""`workbench pictures`: the real window on Harbor CRM, scene by scene, as PNG files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import click

from workbench.cli.options import output, output_options
from workbench.core.errors import UsageError

THEMES: Final = ("dark", "light")
_SMALLEST: Final = (900, 600)
_LARGEST: Final = (7680, 4320)


@click.command(epilog="Example: workbench pictures ./pictures --theme dark --size 1100x700")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--size", default="1440x900", show_default=True, metavar="WxH", help="Pixels of the window.")
@click.option("--theme", type=click.Choice((*THEMES, "both")), default="both", show_default=True, help="Which colours.")
@output_options
@click.pass_obj
def command(camera: Any, directory: Path, size: str, theme: str) -> int:
    """Write pictures of the window into DIRECTORY, as PNG files named by scene and theme.

    The window works with a sample adapter on a Harbor CRM of its own. It needs no screen, and what you keep in the
    workbench is left alone.
    """
    out = output()
    pixels = _pixels(size)
    assert camera is not None, "the program brings the window"
    taken = camera(directory, pixels, THEMES if theme == "both" else (theme,))
    out.document(
        {
            "pictures": [
                {
                    "scene": each.scene,
                    "theme": each.theme,
                    "file": str(each.file),
                    "width": each.width,
                    "height": each.height,
                }
                for each in taken
            ]
        }
    )
    for each in taken:
        out.line(str(each.file))
    return 0


def _pixels(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip().lower())
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(low <= each <= high for low, each, high in zip(_SMALLEST, size, _LARGEST, strict=True)):
        raise UsageError(
            f"“{text}” is no size that the window can have.",
            code="bad-size",
            hint="Write width and height in pixels, from 900x600 to 7680x4320, such as 1440x900.",
        )
    return size
