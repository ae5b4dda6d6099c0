"""A value without what the redactor masks, for what is kept to be sent again: there a mask would be a wrong value."""

from __future__ import annotations

from workbench.core.comparing.changes import changed_paths
from workbench.core.redaction import Redactor
from workbench.core.values import UNDEFINED, Json, Value


def without_secrets(value: Json, redactor: Redactor, began_as: Json) -> tuple[Json, tuple[str, ...]]:
    """The value without its secrets, and the paths where they stood; what equals `began_as` there is kept."""
    if not isinstance(value, dict):
        return value, ()
    left_out: list[str] = []
    kept = _without(value, redactor, "", changed_paths(began_as, value), left_out)
    return kept, tuple(left_out)


def _without(value: Value, redactor: Redactor, path: str, changed: frozenset[str], left_out: list[str]) -> Json:
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
        copy = _without(item, redactor, path, changed, left_out)
        if len(left_out) > before and redactor.value({key: copy}) == {key: copy}:
            return copy
        del left_out[before:]
    left_out.append(path)
    return UNDEFINED


def _touches(path: str, changed: frozenset[str]) -> bool:
    return any(each == path or each.startswith(f"{path}.") or path.startswith(f"{each}.") for each in changed)
