"""What every reader has to hold to: it gives the same twice, changes nothing, and refuses in a sentence."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from workbench.core.errors import WorkbenchError
from workbench.core.run.finding import Finding

Read = TypeVar("Read")


def read_or_refused(read: Callable[[], Read], error: type[WorkbenchError]) -> Read | None:
    """What a reader gives; None when it refuses in the one way that it documents, with what is wrong and a mend."""
    try:
        return read()
    except error as refusal:
        is_sentence(refusal.message)
        assert refusal.hint.strip()
        assert refusal.code.replace("-", "").isalpha()
        assert refusal.exit_code != 70
        return None


def is_sentence(text: str) -> None:
    """It says something and ends."""
    assert len(text) > 10
    assert text.rstrip("”\"')").endswith((".", "?", "!"))


def are_findings(findings: Iterable[Finding]) -> None:
    """Each has a rule, and says in sentences what is so and how it is mended."""
    for each in findings:
        assert "/" in each.rule
        assert each.message.strip()
        assert each.mend.strip()
        assert each.count > 0


def the_same_twice(work: Callable[[Any], Read], value: Any) -> Read:
    """What is made of a value, which is as it was before, and makes the same again."""
    before = copy.deepcopy(value)
    first = work(value)
    assert repr(value) == repr(before)
    assert repr(work(value)) == repr(first)
    return first


@contextmanager
def file_of(content: bytes, name: str) -> Iterator[Path]:
    """A file alone in its folder."""
    with tempfile.TemporaryDirectory(prefix="reader-") as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        yield file
