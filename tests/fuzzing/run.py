"""`python tests/fuzzing/run.py [NAME …] [--seconds N]`: readers under atheris, each in a process, with figures."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
_SLOWEST = 25
"""Seconds after which an input has frozen its reader."""


def main() -> int:
    """Run each reader that is named, or all of them; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="where inputs that reach new code are kept")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parent.parent)]
    if options.inside:
        _fuzz(options.names[0], options.seconds, options.corpus)
        return 0
    from fuzzing.targets import TARGETS

    unknown = set(options.names) - TARGETS.keys()
    if unknown:
        parser.error(f"There is no {', '.join(sorted(unknown))}. There are {', '.join(TARGETS)}.")
    with tempfile.TemporaryDirectory(prefix="corpus-") as own:
        corpus = options.corpus or Path(own)
        ended = [_run(name, options.seconds, corpus / name) for name in options.names or TARGETS]
    return int(not all(ended))


def _run(name: str, seconds: int, corpus: Path) -> bool:
    """One reader in its own process; says how many inputs it was given, and what does not hold."""
    corpus.mkdir(parents=True, exist_ok=True)
    inside = [sys.executable, __file__, name, "--inside", "--seconds", str(seconds), "--corpus", corpus]
    done = subprocess.run(inside, capture_output=True, encoding="utf-8", errors="backslashreplace", check=False)
    runs, rate = (_figure(which, done.stderr) for which in ("number_of_executed_units", "average_exec_per_sec"))
    kept = sum(1 for _ in corpus.iterdir())
    print(
        f"{name}: {runs} inputs, {rate} a second, {kept} kept, {'holds' if done.returncode == 0 else 'DOES NOT HOLD'}"
    )
    if done.returncode:
        print(done.stderr[-6000:], file=sys.stderr)
    return done.returncode == 0


def _figure(name: str, said: str) -> str:
    found = re.search(rf"stat::{name}:\s*(\d+)", said)
    return found[1] if found else "?"


def _fuzz(name: str, seconds: int, corpus: Path) -> None:
    """Ends the process."""
    import logging

    import atheris

    logging.disable()
    with atheris.instrument_imports(include=["workbench"]):
        from fuzzing.targets import TARGETS

    from hypothesis import HealthCheck, given, settings

    target = TARGETS[name]
    check = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))(
        given(target.given)(target.holds)
    )
    limits = (f"-max_total_time={seconds}", f"-timeout={_SLOWEST}", "-max_len=4096", "-len_control=0")
    atheris.Setup(
        [__file__, *limits, "-print_final_stats=1", f"-artifact_prefix={corpus}/", str(corpus)],
        check.hypothesis.fuzz_one_input,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
