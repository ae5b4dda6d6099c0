"""Runs recorded App Connect behaviour against the workbench: `python tests/conformance.py proxy|composer FILE`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

MODES = {"proxy": "conformance_proxy", "composer": "conformance_composer"}
"""Mode to the module beside this one whose `run(path)` gives the number passed and what failed, one text a case."""

USAGE = f"usage: python {Path(__file__).name} {{{','.join(MODES)}}} FILE"


def main(arguments: list[str]) -> int:
    """Run one file; 0 when every case passed, 1 when any failed, 2 when the words given do not fit."""
    if len(arguments) != 2 or arguments[0] not in MODES:
        print(USAGE, file=sys.stderr)
        return 2
    mode, file = arguments
    if not Path(file).is_file():
        print(f"There is no file {file}.\n{USAGE}", file=sys.stderr)
        return 2
    here = str(Path(__file__).resolve().parent)
    sys.path[:0] = [folder for folder in (here, str(Path(here).parent)) if folder not in sys.path]
    passed, failures = importlib.import_module(MODES[mode]).run(file)
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
