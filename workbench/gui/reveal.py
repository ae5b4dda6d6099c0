"""Shows values as they are, when the user asks for it."""

from __future__ import annotations

from workbench.core.redaction import Redactor
from workbench.core.traffic.exchange import Headers
from workbench.core.values import Value


class Revealing(Redactor):
    """A redactor that masks nothing."""

    def headers(self, headers: Headers) -> Headers:
        """As they are."""
        return headers

    def url(self, url: str) -> str:
        """As it is."""
        return url

    def body_text(self, text: str, content_type: str = "") -> str:
        """As it is."""
        return text

    def value(self, value: Value, name: str = "") -> Value:
        """As it is."""
        return value

    def text(self, text: str) -> str:
        """As it is."""
        return text

    def known(self, text: str) -> str:
        """As it is."""
        return text
