"""What is kept of an input from one day to the next: all of it but secrets, as one JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.core.comparing.changes import changed_paths
from workbench.core.redaction import Redactor
from workbench.core.values import UNDEFINED, Json, Value

FORMAT = 1
"""The document's version."""


@dataclass(frozen=True, slots=True)
class StoredInput:
    """An input as it comes back."""

    request: dict[str, Any]
    sample: str = ""
    """Name of the sample that it began as (`SampleUse.name`); empty for an empty form."""
    overrides: Mapping[str, Json] = field(default_factory=dict)
    timeout: float = 0.0
    """Seconds, where this interface has a time of its own; else 0."""
    left_out: tuple[str, ...] = ()
    """Paths whose values were secret, so that they are not kept; of overrides their names."""


def stored_document(stored: StoredInput, began_as: Json, redactor: Redactor) -> Json:
    """The document to keep. What the redactor masks is left out, unless the sample itself has it there."""
    changed = changed_paths(began_as, stored.request)
    left_out: list[str] = []
    request = _without_secrets(stored.request, redactor, "", changed, left_out)
    overrides = {}
    for name, value in stored.overrides.items():
        if redactor.value({name: value}) == {name: value}:
            overrides[name] = value
        else:
            left_out.append(name)
    return {
        "format": FORMAT,
        "sample": stored.sample,
        "request": request,
        "overrides": overrides,
        "timeout": stored.timeout,
        "left_out": left_out,
    }


def stored_input(document: Json) -> StoredInput | None:
    """Read a document; None when it is none, or a newer workbench wrote it."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return None
    request, overrides = document.get("request"), document.get("overrides")
    if not isinstance(request, dict) or not isinstance(overrides, dict):
        return None
    return StoredInput(
        request=request,
        sample=str(document.get("sample", "")),
        overrides=overrides,
        timeout=float(document.get("timeout") or 0),
        left_out=tuple(map(str, document.get("left_out", ()))),
    )


def _without_secrets(value: Value, redactor: Redactor, path: str, changed: frozenset[str], left_out: list[str]) -> Json:
    """A copy without what is masked; in lists a secret item becomes null, so that the others keep their places."""
    if isinstance(value, dict):
        copy = {}
        for key, item in value.items():
            kept = _kept(item, str(key), redactor, f"{path}.{key}" if path else str(key), changed, left_out)
            if kept is not UNDEFINED:
                copy[key] = kept
        return copy
    if isinstance(value, list):
        kept_items = [
            _kept(item, "", redactor, f"{path}.{place}" if path else str(place), changed, left_out)
            for place, item in enumerate(value)
        ]
        return [None if item is UNDEFINED else item for item in kept_items]
    return value


def _kept(item: Json, key: str, redactor: Redactor, path: str, changed: frozenset[str], left_out: list[str]) -> Json:
    probe = {key: item}
    if not _touches(path, changed) or redactor.value(probe) == probe:
        return item
    if isinstance(item, dict | list) and redactor.value(item) != item:
        # The secret is further in; only it is left out.
        before = len(left_out)
        copy = _without_secrets(item, redactor, path, changed, left_out)
        if len(left_out) > before and redactor.value({key: copy}) == {key: copy}:
            return copy
        del left_out[before:]
    left_out.append(path)
    return UNDEFINED


def _touches(path: str, changed: frozenset[str]) -> bool:
    return any(each == path or each.startswith(f"{path}.") or path.startswith(f"{each}.") for each in changed)
