"""Overriding an argument whose secrets are masked on the screen: what was not retyped stays what it was."""

from __future__ import annotations

from workbench.core.values import Value


def unmasked(typed: Value, shown: Value, real: Value) -> Value:
    """The typed value with the real one wherever it still is what was shown.

    `shown` is `real` with its secrets masked.
    """
    if type(typed) is type(shown) and typed == shown:
        return real
    if isinstance(typed, dict) and isinstance(shown, dict) and isinstance(real, dict):
        return {
            key: unmasked(item, shown[key], real[key]) if key in shown and key in real else item
            for key, item in typed.items()
        }
    if isinstance(typed, list) and isinstance(shown, list) and isinstance(real, list):
        known = min(len(shown), len(real))
        return [
            unmasked(item, shown[place], real[place]) if place < known else item for place, item in enumerate(typed)
        ]
    return typed
