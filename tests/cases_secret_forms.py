"""How a secret may stand in a text: escaped, encoded, in base64, one in the other."""

from __future__ import annotations

import base64
import html
import json
import quopri
from collections.abc import Callable
from urllib.parse import quote, quote_plus


def _percent(text: str) -> str:
    return "".join(f"%{each:02X}" for each in text.encode())


def _units(text: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in memoryview(text.encode("utf-16-le")).cast("H"))


def _partly(text: str) -> str:
    return "".join(_percent(each) if place % 3 == 0 else quote(each, safe="") for place, each in enumerate(text))


def _narrow(text: str) -> bytes:
    """A text as btoa takes it, where it takes it."""
    return text.encode("utf-8" if max(text) > "\xff" else "latin-1")


def _base64(data: str | bytes) -> str:
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def _apart(between: str) -> Callable[[str], str]:
    """The text with something in the midst of it."""
    return lambda text: text[: len(text) // 2] + between + text[len(text) // 2 :]


APART: dict[str, Callable[[str], str]] = {
    "over two lines": _apart("\n"),
    "over two lines of Windows, set in": _apart("\r\n    "),
    "over two lines of a shell": _apart("\\\n"),
    "over two lines of a letter": _apart("=\r\n"),
    "over two lines, in JSON": lambda text: json.dumps(_apart("\n")(text))[1:-1],
    "joined by a program": _apart("' + '"),
    "joined over two lines": _apart("' +\n    '"),
    "joined as Python joins": _apart("'\n    '"),
    "joined, in JSON": _apart('\\" + \\"'),
    "with a colour in it": _apart("\x1b[0m\x1b[1;31m"),
    "with a colour in it, in JSON": _apart("\\u001b[31m"),
    "with a sign of no width in it": _apart("\u200b"),
    "base64 over two lines": lambda text: _apart("\n")(_base64(f"user:{text}")),
}
"""How one that is long may stand in pieces."""


FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "in an address": lambda text: quote(text, safe=""),
    "in an address, small letters": lambda text: "".join(
        each if len(each) == 1 else each.lower() for each in (quote(one, safe="") for one in text)
    ),
    "as encodeURI has it": lambda text: quote(text, safe="!#$&'()*+,/:;=?@-._~"),
    "in a form": quote_plus,
    "each byte": _percent,
    "some bytes": _partly,
    "twice in an address": lambda text: quote(quote(text, safe=""), safe=""),
    "three times in an address": lambda text: quote(quote(quote(text, safe=""), safe=""), safe=""),
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON, slashes too": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "in JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text)))[7:-7],
    "as units": _units,
    "in XML": lambda text: html.escape(text, quote=False),
    "in HTML": html.escape,
    "in HTML in HTML": lambda text: html.escape(html.escape(text)),
    "as numbers": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "as hexadecimal numbers": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "XML in JSON": lambda text: json.dumps(html.escape(text))[1:-1].replace("&", "\\u0026"),
    "XML in an address": lambda text: quote(html.escape(text), safe=""),
    "JSON in an address": lambda text: quote(json.dumps(text)[1:-1], safe=""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 behind a user": lambda text: base64.b64encode(f"user:{text}".encode()).decode(),
    "base64 behind a shorter user": lambda text: base64.b64encode(f"us:{text}".encode()).decode().rstrip("="),
    "base64 before a password": lambda text: base64.b64encode(f"{text}:x".encode()).decode(),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"u:{text}".encode()).decode(),
    "base64 in an address": lambda text: quote(base64.b64encode(f"{text}:".encode()).decode(), safe=""),
    "base64 of a buffer, as btoa takes a text": lambda text: base64.b64encode(_narrow(f"us:{text}")).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal, capitals": lambda text: text.encode().hex().upper(),
    "a buffer as Node.js prints it": lambda text: f"<Buffer {text.encode().hex(' ')}>",
    "a buffer in JSON": lambda text: json.dumps({"type": "Buffer", "data": list(text.encode())}),
    "a buffer in compact JSON": lambda text: json.dumps(
        {"type": "Buffer", "data": list(text.encode())}, separators=(",", ":")
    ),
    "bytes read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "bytes as Python prints them": lambda text: repr(text.encode())[2:-1],
    "base64 in XML": lambda text: base64.b64encode(text.encode()).decode().replace("+", "&#43;").replace("=", "&#61;"),
    "base64 twice": lambda text: _base64(_base64(f"user:{text}")),
    "base64 three times": lambda text: _base64(_base64(_base64(text))),
    "base64 of JSON": lambda text: _base64(json.dumps({"token": text})),
    "base64 of an address": lambda text: _base64(f"https://crm.test/?key={quote(text, safe='')}"),
    "base64 twice, in an address": lambda text: quote(_base64(_base64(text)), safe=""),
    "base64 of UTF-16": lambda text: _base64(text.encode("utf-16")),
    "base64 of UTF-16, high bytes first": lambda text: _base64(text.encode("utf-16-be")),
    "base64 in hexadecimal": lambda text: _base64(text).encode().hex(),
    "hexadecimal in base64": lambda text: _base64(text.encode().hex()),
    "hexadecimal, byte by byte": lambda text: text.encode().hex(" "),
    "hexadecimal with colons": lambda text: text.encode().hex(":").upper(),
    "hexadecimal as a program lists it": lambda text: ", ".join(f"0x{each:02x}" for each in text.encode()),
    "quoted-printable": lambda text: quopri.encodestring(text.encode(), quotetabs=True).decode(),
    "quoted-printable, each byte": lambda text: "".join(f"={each:02X}" for each in text.encode()),
    "as escape() has it": lambda text: "".join(f"%{each}" for each in _units(text).split("\\")[1:]),
    "as escape() has it, in an address": lambda text: "".join(f"%25{each}" for each in _units(text).split("\\")[1:]),
    "each byte, twice": lambda text: quote(_percent(text), safe=""),
    "each byte, three times": lambda text: quote(quote(_percent(text), safe=""), safe=""),
}
