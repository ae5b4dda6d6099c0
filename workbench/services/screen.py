"""Whether there is a screen."""

from __future__ import annotations

import os
import sys


def has_screen() -> bool:
    """Whether a window can be shown at all."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
