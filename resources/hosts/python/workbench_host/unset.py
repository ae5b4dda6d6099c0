"""Which variables an adapter's own files read while they are loaded, and do not find."""

from __future__ import annotations

import linecache
import os
import re
import sys

from workbench_host.errors import HOST_FOLDER

PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
STANDARD = os.path.dirname(os.__file__) + os.sep
_ASKING = ("__contains__", "pop", "setdefault")
"""Functions that only ask whether a variable is there."""
_MOST = 500


class Variables:
    """Watches os.environ from when it is entered until it is left."""

    def __init__(self) -> None:
        self._places: dict = {}
        self._kind = type(os.environ)
        self._find = self._kind.__getitem__

    def __enter__(self):
        places, find = self._places, self._find

        def find_or_note(environment, name):
            try:
                return find(environment, name)
            except KeyError:
                if isinstance(name, str) and places.get(name) is None and len(places) < _MOST:
                    places[name] = _reader(sys._getframe(1), name)
                raise

        setattr(self._kind, "__getitem__", find_or_note)  # noqa: B010, a type's method is no variable to a checker
        return self

    def __exit__(self, *_error: object) -> None:
        setattr(self._kind, "__getitem__", self._find)  # noqa: B010

    def unset(self) -> list:
        """What was read and is still not set, as the wire has it."""
        found = ((name, place) for name, place in self._places.items() if place and name not in os.environ)
        return [{"name": name, "file": place[0], "line": place[1]} for name, place in found]


def _reader(frame, name: str):
    """Where an adapter's file reads a variable; None for a package, or where it names something to take instead."""
    while frame is not None:
        code = frame.f_code
        file = code.co_filename
        if code.co_name in _ASKING or (frame.f_locals.get("default") is not None and code.co_name in ("get", "getenv")):
            return None
        if file.startswith("<frozen importlib"):
            return None  # a package that looks around while it is imported
        is_library = file == os.__file__ or "_collections_abc" in file or any(each in file for each in PACKAGES)
        if not (is_library or file.startswith((HOST_FOLDER, "<"))):
            is_other = file.startswith(STANDARD) or _has_default(file, frame.f_lineno, name)
            return None if is_other else (file, frame.f_lineno)
        frame = frame.f_back
    return None


def _has_default(file: str, line: int, name: str) -> bool:
    """Whether the line that reads a variable goes on with what is taken in its place, or only compares it."""
    after = rf"{re.escape(name)}[\"']\s*[\])]\s*(?:or\b|and\b|if\b|is\b|[=!]=)"
    return bool(re.search(after, linecache.getline(file, line)))
