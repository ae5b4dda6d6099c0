"""HTML made safe by its type: text is escaped unless it already is Markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = str | int | None | Iterable["Content"]


def render(content: Content) -> Markup:
    """Content as HTML: text and numbers escaped, None as nothing, lists joined."""
    if content is None:
        return Markup("")
    if isinstance(content, Markup):
        return content
    if isinstance(content, str | int):
        return Markup(escape(str(content)))
    return Markup("".join(render(item) for item in content))


def element(name: str, content: Content = "", /, **attributes: str | int | None) -> Markup:
    """One element; a trailing underscore lets class_ and for_ be said, None leaves an attribute out."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in ("input", "meta", "link", "br"):
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{render(content)}</{name}>")


def link(address: str, content: Content) -> Markup:
    """A link within Harbor."""
    return element("a", content, href=address)


def fill(template: str, values: Mapping[str, Content]) -> Markup:
    """Put values for {{name}} into a template; a name without a value is a KeyError."""
    parts = template.split("{{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}}")
        filled += [render(values[name]), rest]
    return Markup("".join(filled))
