"""A CRM on loopback that answers with what a test gives it, and an adapter that asks it for one of these answers."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

ADAPTER = """
import urllib.request

def getAuthType():
    return "apiKey"

def findContact(phoneNumber=None, **_):
    with urllib.request.urlopen("@BASE@" + phoneNumber) as answer:
        size = len(answer.read())
    return {"successful": True, "matchedContactInfo": [{"id": "1", "name": f"Ada {size}", "type": "Contact"}]}
"""
SECRET = "Zq7x81f4Wx9kTbQ2mN5p"


@dataclass
class BodyCrm:
    """The server; `asked` are the paths that anybody asked for."""

    answers: dict[str, tuple[str, bytes]]
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        crm = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crm.asked.append(self.path)
                kind, body = crm.answers.get(self.path, ("text/plain", b"nothing here"))
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def adapter(self, folder: Path) -> Path:
        """An adapter whose findContact asks for the path that it gets as the phone number."""
        file = folder / "adapter.py"
        file.write_text(ADAPTER.replace("@BASE@", self.base), encoding="utf-8")
        return file


def page(base: str, local: str) -> bytes:
    """HTML that would like to run a script and to load what it can."""
    return f"""<!doctype html><html><head><title>Not found</title>
    <link rel="stylesheet" href="{base}/style.css"><script>document.title = "script ran"</script>
    <style>@import url({base}/import.css); body {{ background: url({base}/ground.png) }} h1 {{ color: #b3261e }}</style>
    </head><body><h1>No such contact</h1><p>The contact <b>4711</b> was merged.
    <a href="{base}/followed">Where it went</a></p><p>client_secret={SECRET}</p>
    <img src="{base}/pixel.png" width="40" height="40"><img src="{local}"><iframe src="{base}/frame"></iframe>
    <script src="{base}/script.js"></script><p>Ask your administrator.</p></body></html>""".encode()


def contacts(count: int) -> list[dict[str, Any]]:
    """Contacts as a CRM lists them; a secret in each that must not be shown."""
    return [
        {
            "id": f"c-{number}",
            "name": f"Contact number {number}",
            "emails": [f"contact{number}@example.test"],
            "phone": {"type": "mobile", "number": f"+1202555{number % 10000:04}"},
            "access_token": f"{SECRET}{number}",
            "company": {"id": number // 7, "name": "Quarterdeck Rigging"},
            "note": "Wants a quote for the new mast; call back after lunch. " * 3,
        }
        for number in range(count)
    ]


def contacts_json(count: int) -> bytes:
    """The same as one line, with a number that no float keeps."""
    listed = json.dumps({"items": contacts(count), "next": None, "total": 0})
    return listed.replace('"total": 0}', '"total": 12345678901234567890.50}').encode()
