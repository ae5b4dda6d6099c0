"""Mill CRM on loopback under several hosts, and the real program beside adapters for it that lean on App Connect."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from npm_fixture import npm_project
from program import Ran, workbench

TESTS = Path(__file__).parent
FOLDER = TESTS / "relying_adapters"
HOSTS = ("crm.example.test", "cloud.example.test", "own.example.test", "na9.example.test")
ANSWERS: dict[str, Any] = {
    "/token": {
        "access_token": "token-0123456789",
        "refresh_token": "refresh-0123456789",
        "expires_in": 3600,
        "instance_host": "na9.example.test",
    },
    "/stages": [{"id": 3, "name": "Talked"}, {"id": 4, "name": "Met"}],
    "/contacts": [{"id": "88", "name": "Bo Larsen", "account": "A-5"}],
}
"""By path; everything else answers with the id and name of what was asked for."""


@dataclass(frozen=True)
class Asked:
    """One request as the CRM got it."""

    method: str
    path: str
    authorization: str
    body: Any


@dataclass
class Mill:
    """What a test sees of the CRM."""

    port: int = 0
    requests: list[Asked] = field(default_factory=list)

    @property
    def map(self) -> list[str]:
        """Options that send the CRM's hosts here."""
        return [word for host in HOSTS for word in ("--map", f"{host}=http://127.0.0.1:{self.port}")]

    def asked(self, method: str, path: str) -> list[Asked]:
        """The requests of one kind."""
        return [each for each in self.requests if (each.method, each.path) == (method, path)]


@contextlib.contextmanager
def mill_crm() -> Iterator[Mill]:
    """A running CRM."""
    state = Mill()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            path = urlsplit(self.path).path
            with contextlib.suppress(ValueError):
                sent = json.loads(sent)
            state.requests.append(Asked(self.command, path, self.headers.get("Authorization") or "", sent))
            made = {"id": f"{path.rpartition('/')[2]}-{len(state.asked(self.command, path))}", "name": "Ines"}
            body = json.dumps(ANSWERS.get(path, made)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815, the library's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Bench:
    """The program with a keychain of its own, beside the CRM."""

    crm: Mill
    home: Path

    def run(self, *words: str) -> Ran:
        """Run `workbench` with the CRM's hosts mapped; its stored connections last from one run to the next."""
        environment = {
            "PYTHON_KEYRING_BACKEND": "builders_vault.FileKeychain",
            "PYTHONPATH": f"{TESTS}:{TESTS.parent}",
            "WORKBENCH_TEST_KEYCHAIN": str(self.home / "keychain"),
        }
        return workbench(*words, *self.crm.map, cwd=self.home, environment=environment)

    def opened(self, kind: str) -> str:
        """A copy of an adapter; with what it requires where it has a package.json of core."""
        folder = self.home / kind
        shutil.copytree(FOLDER / kind, folder)
        package = folder / "package.json"
        if package.exists():
            (folder / "node_modules").symlink_to(npm_project(TESTS / "real_server") / "node_modules")
        return str(folder)

    def log_in(self, adapter: str, *words: str) -> Ran:
        """Log in by OAuth: the first program shows the page, the second one takes the address behind it."""
        first = self.run("login", adapter, *words)
        assert first.code == 4, first.err
        page = next(word for word in first.err.split() if "/authorize?" in word)
        state = parse_qs(urlsplit(page).query)["state"][0]
        back = f"https://callback.example.test/done?code=code-1&state={quote(state, safe='')}"
        ran = self.run("login", adapter, *words, "--callback-url", back)
        assert ran.code == 0, ran.err
        return ran

    def log_in_by_key(self, adapter: str, *words: str) -> Ran:
        """Log in with a key."""
        ran = self.run("login", adapter, "--field", "apiKey=k-77", *words)
        assert ran.code == 0, ran.err
        return ran

    def fire(self, adapter: str, interface: str, *words: str) -> Any:
        """The document of a firing whose interface returned, without an error among its findings."""
        ran = self.run("fire", adapter, interface, "--json", *words)
        assert ran.code == 0, ran.out + ran.err
        assert ran.document["outcome"]["kind"] == "returned"
        assert [each for each in ran.document["findings"] if each["severity"] == "error"] == []
        return ran.document
