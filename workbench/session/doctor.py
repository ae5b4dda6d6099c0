"""What this machine has and what it lacks, each with a remedy."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.core.errors import reason
from workbench.runtimes.toolchain import find_node
from workbench.services.keychain import IN_MEMORY
from workbench.services.places import data_folder, log_path
from workbench.services.resources import resource_root
from workbench.services.screen import has_screen
from workbench.services.vault import VAULT_CHOICE, asks_for_memory

LIBRARIES: Final = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libnss3.so": "libnss3",
    "libnspr4.so": "libnspr4",
    "libasound.so.2": "libasound2",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXtst.so.6": "libxtst6",
    "libXrandr.so.2": "libxrandr2",
    "libxkbfile.so.1": "libxkbfile1",
    "libgbm.so.1": "libgbm1",
}
"""Shared libraries that Qt loads, and the Debian package that brings each."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    state: str
    """ok, missing or limited: limited works with less."""
    found: str
    remedy: str = ""


def examine() -> tuple[Check, ...]:
    """Look at everything; takes about a second."""
    return tuple(look() for look in _LOOKS)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    where = f"Python {version} at {sys.executable}"
    return Check("Python", "ok", where)


def _qt() -> Check:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return Check(
            "Qt", "missing", "PySide6 is not installed.", f"{sys.executable} -m pip install PySide6-Essentials"
        )
    folder = Path(next(iter(spec.submodule_search_locations)))
    lacking = _lacking([folder / "QtWidgets.abi3.so", *folder.glob("Qt/plugins/platforms/libqoffscreen.so")])
    if lacking:
        return Check("Qt", "missing", f"Qt cannot load {', '.join(lacking)}.", _install(lacking))
    return Check("Qt", "ok", f"PySide6 in {folder.parent.name}")


def _screen() -> Check:
    if not has_screen():
        return Check(
            "Screen", "limited", "No screen: DISPLAY and WAYLAND_DISPLAY are not set.", "The commands work without one."
        )
    if os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb":
        return Check("Screen", "ok", f"QT_QPA_PLATFORM asks for {os.environ['QT_QPA_PLATFORM']}.")
    spec = importlib.util.find_spec("PySide6")
    if spec is not None and spec.submodule_search_locations and sys.platform == "linux":
        folder = Path(next(iter(spec.submodule_search_locations)))
        lacking = _lacking(list(folder.glob("Qt/plugins/platforms/libqxcb.so")))
        if lacking:
            return Check("Screen", "missing", f"A window needs {', '.join(lacking)}.", _install(lacking))
    return Check("Screen", "ok", "A window can be opened.")


def _built_in_window() -> Check:
    spec = importlib.util.find_spec("PySide6")
    folders = spec.submodule_search_locations if spec else None
    endings = (".so", ".pyd")
    found = Path(next(iter(folders))).glob("QtWebEngineCore*") if folders else ()
    libraries = [each for each in found if each.suffix in endings]
    if not libraries:
        return Check(
            "Built-in window",
            "limited",
            "Qt's web engine is not installed: consent pages open in the system's browser.",
            f"{sys.executable} -m pip install 'app-connect-workbench[window-browser]'",
        )
    lacking = _lacking(libraries)
    if lacking:
        return Check("Built-in window", "limited", f"It needs {', '.join(lacking)}.", _install(lacking))
    return Check("Built-in window", "ok", "Consent pages can be opened inside the workbench.")


def _node() -> Check:
    choice = find_node(Path.cwd())
    return Check("Node", "ok", f"Node {choice.version} at {choice.path}: {choice.reason}")


def _typescript() -> Check:
    if (resource_root() / "hosts" / "node" / "node_modules" / "typescript").is_dir():
        return Check("TypeScript", "ok", "The compiler for TypeScript adapters is installed.")
    return Check(
        "TypeScript",
        "missing",
        "The compiler for TypeScript adapters was not installed with the workbench.",
        f"{sys.executable} -m pip install --force-reinstall --no-deps app-connect-workbench",
    )


def _keychain() -> Check:
    import keyring
    from keyring.backends import fail, null

    if asks_for_memory():
        return Check("Keychain", "limited", f"{VAULT_CHOICE} asks for none.", IN_MEMORY)
    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        return Check("Keychain", "limited", "No system keychain answers.", IN_MEMORY)
    return Check("Keychain", "ok", f"{backend.name}")


def _home() -> Check:
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Check("Files", "missing", f"{folder} cannot be made: {reason(error)}.", "Set WORKBENCH_HOME elsewhere.")
    if not os.access(folder, os.W_OK):
        return Check("Files", "missing", f"{folder} cannot be written.", "Set WORKBENCH_HOME to another folder.")
    return Check("Files", "ok", f"History lies in {folder}")


def _log() -> Check:
    return Check("Log", "ok", f"What the workbench does and where it fails is written in {log_path()}")


_LOOKS: Final[tuple[Callable[[], Check], ...]] = (
    _python,
    _qt,
    _screen,
    _built_in_window,
    _node,
    _typescript,
    _keychain,
    _home,
    _log,
)
"""Add a look to add a check."""


def window_trouble() -> Check | None:
    """What a window lacks on this machine, with its remedy, or None; asks the system's loader, which takes a while."""
    looks = (_qt(), _screen())
    return next((look for look in looks if look.state == "missing"), None)


def _lacking(libraries: list[Path]) -> list[str]:
    """Shared libraries that the loader does not find, by ldd; empty where there is no ldd."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return []
    lacking: dict[str, None] = {}
    for library in libraries:
        done = subprocess.run([ldd, str(library)], capture_output=True, text=True, check=False)
        for line in done.stdout.splitlines():
            name, _, where = line.strip().partition(" => ")
            if where.startswith("not found"):
                lacking[name] = None
    return list(lacking)


def _install(libraries: list[str]) -> str:
    packages = sorted({LIBRARIES.get(name, name) for name in libraries})
    return f"On Debian or Ubuntu: apt-get install {' '.join(packages)}"
