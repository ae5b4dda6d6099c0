"""App Connect's own server, run by Node, over an adapter that is told what to do, and how what it did is compared."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from npm_fixture import node_executable, npm_project

from workbench.core.connection.user import COLUMNS, StoredUser
from workbench.core.server.session_tokens import read

FOLDER = Path(__file__).parent / "real_server"
SQLITE = Path(__file__).parent.parent / "resources" / "hosts" / "node" / "sqlite_files.cjs"
SECRET = "session-secret-of-these-tests"
HASH_KEY = "hash-key"
START_SECONDS = 60

Behaviour = dict[str, Any]
"""What the adapter does when it is called; see spy.cjs for the members."""


@dataclass(frozen=True)
class ClientStep:
    """One request of a client."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    with_token: bool = True


@dataclass(frozen=True)
class Given:
    """How things stand before the first request, and what the adapter does."""

    does: Mapping[str, Sequence[Behaviour]]
    users: Sequence[StoredUser] = ()
    call_logs: Sequence[Mapping[str, Any]] = ()
    message_logs: Sequence[Mapping[str, Any]] = ()
    contacts: Mapping[str, Any] = field(default_factory=dict)
    """Phone number to list, in the cache of the first user's account."""
    admin_configs: Sequence[Mapping[str, Any]] = ()
    """What administrators decided, rows with the hashed account as id."""
    token_answers: Sequence[tuple[int, Mapping[str, Any]]] = ()
    """What the token endpoint answers, in order; the last one stays."""


@dataclass
class Came:
    """What came of one request."""

    status: int
    body: Any
    refreshed: bool
    """Whether the answer carried a fresh session token."""
    calls: list[Any]
    token_requests: list[Any]

    def document(self) -> dict[str, Any]:
        """Everything that must be equal on both servers."""
        return {
            "status": self.status,
            "body": self.body,
            "refreshed": self.refreshed,
            "calls": self.calls,
            "token requests": self.token_requests,
        }


class TokenEndpoint:
    """The CRM's token endpoint on loopback."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Mapping[str, Any]]] = []
        self.requests: list[dict[str, Any]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                endpoint.requests.append(
                    {
                        "path": self.path,
                        "authorization": self.headers.get("Authorization", ""),
                        "content": (self.headers.get("Content-Type") or "").partition(";")[0],
                        "extra": self.headers.get("X-Extra", ""),
                        "form": dict(parse_qsl(text, keep_blank_values=True)),
                    }
                )
                answers = endpoint.answers or [(500, {})]
                status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_words: object) -> None:
                """Quiet."""

        return Handler

    def taken(self) -> list[dict[str, Any]]:
        """Requests since it was asked last."""
        found, self.requests[:] = list(self.requests), []
        return found


@contextlib.contextmanager
def token_endpoint() -> Iterator[TokenEndpoint]:
    """A running endpoint."""
    endpoint = TokenEndpoint()
    thread = threading.Thread(target=endpoint.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.server.shutdown()
        thread.join()
        endpoint.server.server_close()


class RealServer:
    """App Connect's own server."""

    def __init__(self, server: str, control: str, endpoint: TokenEndpoint) -> None:
        self.client = httpx.Client(base_url=server, trust_env=False, timeout=30)
        self.control = httpx.Client(base_url=control, trust_env=False, timeout=30)
        self.endpoint = endpoint
        self.token = ""

    def close(self) -> None:
        """Close connections."""
        self.client.close()
        self.control.close()

    def ask(self, command: str, given: Mapping[str, Any] | None = None) -> Any:
        """One command of server.cjs."""
        answer = self.control.post(f"/{command}", json=given or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def prepare(self, given: Given) -> None:
        """Empty the database, store what is given, and use a fresh adapter."""
        account = given.users[0].get("rcAccountId") if given.users else None
        rows = {
            "users": list(given.users),
            "callLogs": list(given.call_logs),
            "messageLogs": list(given.message_logs),
            "accountData": [
                {"rcAccountId": account, "platformName": "spy", "dataKey": f"contact-{number}", "data": found}
                for number, found in given.contacts.items()
            ],
            "adminConfigs": list(given.admin_configs),
        }
        self.ask("prepare", {"rows": rows, "does": given.does})
        self.endpoint.answers = list(given.token_answers)

    def session_token(self, user_id: str) -> str:
        """A token as the server itself gives it."""
        token: str = self.ask("token", {"id": user_id, "platform": "spy"})["token"]
        return token

    async def send(self, step: ClientStep) -> Came:
        """One request, over HTTP."""
        headers = {"User-Agent": "client", **step.headers}
        if step.with_token and "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {self.token}"
        body = {} if step.body is None else {"json": step.body}
        answer = self.client.request(step.method, step.path, params=dict(step.query), headers=headers, **body)
        is_json = "json" in answer.headers.get("content-type", "")
        seen = self.ask("seen")
        assert seen["reachedFor"] == [], "the server reached beyond loopback"
        return Came(
            answer.status_code,
            answer.json() if is_json else answer.text,
            "x-refreshed-jwt-token" in answer.headers,
            seen["calls"],
            self.endpoint.taken(),
        )

    async def rows(self) -> dict[str, Any]:
        """Everything stored."""
        return dict(self.ask("seen")["rows"])


@contextlib.contextmanager
def real_server(folder: Path, endpoint: TokenEndpoint) -> Iterator[RealServer]:
    """The server as a process; what it prints goes to `folder`/server.log."""
    packages = npm_project(FOLDER)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NODE_", "AWS_"))}
    environment |= {
        "DATABASE_URL": "sqlite::memory:",
        "APP_SERVER_SECRET_KEY": SECRET,
        "HASH_KEY": HASH_KEY,
        "APP_SERVER": "http://127.0.0.1",
        "TZ": "UTC",
        "LOG_LEVEL": "ERROR",
    }
    command = [str(node_executable()), str(FOLDER / "server.cjs"), str(packages), str(SQLITE)]
    log_file = folder / "server.log"
    with log_file.open("wb") as log:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment)
    assert child.stdin is not None
    assert child.stdout is not None
    watchdog = threading.Timer(START_SECONDS, child.kill)
    watchdog.start()
    try:
        line = child.stdout.readline()
        watchdog.cancel()
        assert line, f"the server did not start: {log_file.read_text('utf-8')[-3000:]}"
        ports = json.loads(line)
        server = RealServer(f"http://127.0.0.1:{ports['server']}", f"http://127.0.0.1:{ports['control']}", endpoint)
        try:
            yield server
        finally:
            server.close()
    finally:
        watchdog.cancel()
        child.stdin.close()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()


MOMENT_COLUMN = "tokenExpiry"
"""Now plus a lifetime: compared as a lifetime, to the minute."""

NOT_COMPARED = {
    "createdAt": "when a database wrote a row; no interface reads it",
    "updatedAt": "when a database wrote a row; no interface reads it",
    "getManagedAuthOptions": "published 1.7.41 does not report it yet, the workbench's server is 1.7.42",
    "_debug": "a trace of the server's own functions, with moments and stacks",
}
"""Members that are left out, and why."""

ADAPTERS_WORDS = ("No such field", "Request failed")
"""Messages that adapters throw here: they reach the client as they are.

Other texts under `error` are the words of the JavaScript engine or of a validator, and those of a `details` list an
explanation; both servers must have one there. What is wrong with an appointment is told by a validator, which gathers
faults under the union that they belong to: both servers must refuse the same ones.
"""


def comparable(value: Any, now: float) -> Any:
    """A value without what differs between two honest servers: see NOT_COMPARED and ADAPTERS_WORDS.

    Session tokens count by what they say, expiries as minutes from `now`, a linkage row as the object it holds.
    """
    if isinstance(value, dict):
        if set(value) == {"row"}:
            return comparable(value["row"], now)
        if set(value) == {"user"} and value["user"] is not None and set(value["user"]) >= {"accessToken", "platform"}:
            return {"user": user_columns(value["user"], now)}
        return {name: _member(name, item, now) for name, item in value.items() if name not in NOT_COMPARED}
    if isinstance(value, list):
        return [comparable(item, now) for item in value]
    if isinstance(value, str) and (token := read(value, secret=SECRET, now=now)) is not None:
        return {"session token": [token.user_id, token.platform, round((token.expires_at - now) / 60)]}
    return value


def _member(name: str, value: Any, now: float) -> Any:
    if name == MOMENT_COLUMN:
        return minutes_left(value, now)
    is_explained = name == "details" and isinstance(value, list) and value and "items" in value[0]
    if is_explained and value[0]["items"][0].get("text", "") not in ("", None):
        return {"title": value[0]["title"], "id": value[0]["items"][0]["id"], "type": value[0]["items"][0]["type"]}
    if name == "details" and isinstance(value, list) and value and "path" in value[0]:
        return {"problems": True}
    if name == "error" and isinstance(value, str) and value not in ADAPTERS_WORDS:
        return {"a text": True}
    return comparable(value, now)


def user_columns(row: Mapping[str, Any], now: float) -> dict[str, Any]:
    """A user's row, every column there."""
    columns: dict[str, Any] = {name: row.get(name) for name in COLUMNS}
    columns[MOMENT_COLUMN] = minutes_left(columns[MOMENT_COLUMN], now)
    return columns


def minutes_left(moment: Any, now: float) -> Any:
    """How many minutes from now a moment is."""
    if isinstance(moment, dict):
        moment = moment.get("date")
    if moment is None:
        return None
    try:
        return round((datetime.fromisoformat(moment).timestamp() - now) / 60)
    except ValueError:
        return moment


TABLES = ("users", "callLogs", "messageLogs", "accountData")
"""Tables whose rows are compared."""


def comparable_rows(rows: Mapping[str, Any], now: float) -> dict[str, Any]:
    """What is stored, in an order of its own."""
    found = {}
    for table in TABLES:
        each = [user_columns(row, now) if table == "users" else comparable(row, now) for row in rows.get(table, [])]
        found[table] = sorted(each, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def differences(theirs: Any, ours: Any, place: str = "") -> list[str]:
    """Where two comparable values differ, a line each."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        found = []
        for name in dict.fromkeys([*theirs, *ours]):
            if name in theirs and name in ours:
                found += differences(theirs[name], ours[name], f"{place}.{name}")
            else:
                found.append(f"{place}.{name}: only {'theirs' if name in theirs else 'ours'}")
        return found
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        pairs = enumerate(zip(theirs, ours, strict=True))
        return [line for number, (one, other) in pairs for line in differences(one, other, f"{place}[{number}]")]
    if type(theirs) is type(ours) and theirs == ours:
        return []
    return [f"{place}: theirs {theirs!r:.300}, ours {ours!r:.300}"]
