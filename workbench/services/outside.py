"""The one place where anything is opened outside of the workbench: web pages, and the user's own folders."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

from workbench.core.errors import UsageError
from workbench.core.manifest.links import is_web_page


def open_web_page(address: str) -> None:
    """Show an address in the system's browser; raises UsageError for anything but http and https.

    Other addresses start programs: those of files, and of schemes that some program has registered.
    """
    if not is_web_page(address):
        raise UsageError(
            f"“{address}” is no web page, so it is not opened.",
            code="no-web-page",
            hint="Only addresses that begin with http:// or https:// and name a host are opened.",
        )
    _open(address)


def open_folder(folder: Path) -> None:
    """Show a folder of the user's own in the system's file manager."""
    _open(folder.as_uri())


def _open(address: str) -> None:
    opener = shutil.which("xdg-open") if sys.platform == "linux" else None
    if opener:
        # Python itself asks it only where it sees a screen.
        nothing = subprocess.DEVNULL
        opening = subprocess.Popen(
            [opener, address], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
        # It may go on for as long as the browser that it starts.
        threading.Thread(target=opening.wait, name="xdg-open", daemon=True).start()
    else:
        webbrowser.open(address)
