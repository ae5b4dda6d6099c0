"""Ends this process with the workbench, also while an adapter holds every thread or has not been loaded yet."""

from __future__ import annotations

import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def end_with_parent(channel) -> None:
    """Have Linux kill this process when its parent dies; elsewhere watch the channel until the adapter is loaded.

    Afterwards the workers see the end of the channel, unless the adapter never lets another thread run.
    """
    if sys.platform == "linux" and _asked_linux():
        return
    threading.Thread(target=_watch, args=(channel,), name="workbench-parent", daemon=True).start()


def _asked_linux() -> bool:
    parent = os.getppid()
    try:
        import ctypes

        if ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
            return False
    except (ImportError, OSError, AttributeError):
        return False
    if os.getppid() != parent:
        os._exit(0)  # it died before it could be asked for
    return True


def _watch(channel) -> None:
    if channel.is_at_end():
        os._exit(0)
