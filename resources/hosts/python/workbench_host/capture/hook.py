"""Calls a patch as soon as a module has been imported."""

from __future__ import annotations

import importlib.machinery
import sys
import time


def patch_on_import(patches: dict, recorder, notify) -> None:
    """`patches`: module name to function(module, recorder); modules already imported are patched now."""

    def apply(name: str) -> None:
        try:
            patches[name](sys.modules[name], recorder)
        except Exception as error:  # a version whose insides differ: the adapter still runs, unseen
            text = f"The workbench cannot see the traffic of {name}: {type(error).__name__}: {error}"
            notify("console", {"invocation": "", "stream": "warn", "text": text, "at": time.time() * 1000})

    for name in patches:
        if name in sys.modules:
            apply(name)
    sys.meta_path.insert(0, _Finder(set(patches), apply))


class _Finder:
    """Finds as the path finder does, and patches after the module has run."""

    def __init__(self, names: set, apply) -> None:
        self._names = names
        self._apply = apply

    def find_spec(self, name, path=None, target=None):
        """A spec only for the modules that are waited for."""
        if name not in self._names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            self._apply(name)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
