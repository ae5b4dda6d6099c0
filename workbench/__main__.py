"""Chooses the window or the terminal, nothing else."""

from __future__ import annotations

import sys


def main() -> int:
    """Run `workbench` with the words typed; the exit code is documented in README."""
    from workbench.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
