"""Templates: expressions in double braces, alone or within text (proxy.md section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.core.proxy.javascript import entries
from workbench.core.proxy.paths import look_up
from workbench.core.values import Value
from workbench.core.values.javascript import WHITE_SPACE, missing, to_text, trim

Context = dict[str, Value]
"""What expressions can name: the operation's inputs overlaid with user, authHeader, apiKey and secretKey."""

EXPRESSION: Final = re.compile(rf"\{{\{{[{WHITE_SPACE}]*([^}}]+?)[{WHITE_SPACE}]*\}}\}}")


def render_text(template: Value, context: Context) -> Value:
    """Render one string; anything else is given back.

    A string that is exactly one expression gives the raw value with its type, UNDEFINED included. Otherwise
    every expression becomes text, and null and undefined become nothing.
    """
    if not isinstance(template, str) or "{{" not in template:
        return template
    if whole := EXPRESSION.fullmatch(template):
        return look_up(context, whole.group(1))

    def as_text(match: re.Match[str]) -> str:
        value = look_up(context, trim(match.group(1)))
        return "" if missing(value) else to_text(value)

    return EXPRESSION.sub(as_text, template)


def expressions(template: Value) -> Iterator[str]:
    """Every expression in the strings of lists and objects, without its braces."""
    if isinstance(template, str):
        yield from (trim(each) for each in EXPRESSION.findall(template))
    elif isinstance(template, list | tuple | dict):
        for item in template.values() if isinstance(template, dict) else template:
            yield from expressions(item)


def render_deep(template: Value, context: Context) -> Value:
    """Render every string inside lists and objects; keys, other leaves and null stay."""
    if isinstance(template, str):
        return render_text(template, context)
    if isinstance(template, list | tuple):
        return [render_deep(item, context) for item in template]
    if isinstance(template, dict):
        return {key: render_deep(item, context) for key, item in entries(template)}
    return template
