"""What token addresses of the wild answer, taken as App Connect's own client takes it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from builders_login import Bench, bench, step

from workbench.core.errors import LoginError
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import OutcomeKind
from workbench.session.token_lab import TokenLab

FORM = "application/x-www-form-urlencoded"
FIRE = Firing("findContact", request={"phoneNumber": "+12025550144"})
FOUND = {"successful": True, "matchedContactInfo": []}


class TokenServer:
    """Answers every token request with what a test gave."""

    def __init__(self) -> None:
        self.kind, self.body, self.status = "application/json", b"{}", 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                self.send_response(outer.status)
                self.send_header("Content-Type", outer.kind)
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/token"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def gives(self, answer: Any, kind: str = "application/json", status: int = 200) -> None:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        self.kind, self.body, self.status = kind, text.encode(), status

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[TokenServer]:
    made = TokenServer()
    yield made
    made.stop()


def stored(made: Bench) -> dict[str, Any]:
    assert made.adapter.connection is not None
    return made.adapter.connection.user


@pytest.mark.parametrize(
    ("given", "note", "dated"),
    [
        (3600, "", True),
        ("3600", "", True),
        (3599.9, "", True),
        ("3600s", "lifetime-unreadable", False),
        ("1h", "lifetime-unreadable", False),
        ("2027-01-01T00:00:00Z", "lifetime-unreadable", False),
        ("", "lifetime-short", True),
        (None, "lifetime-short", True),
        (-5, "lifetime-short", True),
        (0, "lifetime-short", True),
        (True, "lifetime-short", True),
        (1e300, "lifetime-beyond", False),
        (9223372036854775807, "lifetime-beyond", False),
        ("Infinity", "lifetime-beyond", False),
        ({"seconds": 3600}, "lifetime-unreadable", False),
        ([3600], "", True),
    ],
)
async def test_a_lifetime_of_any_shape_logs_in(server: TokenServer, given: Any, note: str, *, dated: bool) -> None:
    server.gives({"access_token": "a", "refresh_token": "r", "expires_in": given})
    async with bench(info={"accessTokenUri": server.url}) as made:
        flow = made.flow()
        await flow.run_to_end()
        lifetimes = [each.key for each in step(flow, "exchange").notes if "lifetime" in each.key]
        assert lifetimes == ([note] if note else [])
        assert (stored(made)["tokenExpiry"] is not None) is dated


@pytest.mark.parametrize(
    ("answer", "kind", "kept"),
    [
        ({"access_token": "a2", "expires_in": 3600}, "application/json", "r1"),
        ({"access_token": "a2", "refresh_token": "r2", "expires_in": 3600}, "application/json", "r2"),
        ({"access_token": "a2", "refresh_token": None, "expires_in": 3600}, "application/json", None),
        ({"access_token": "a2", "refresh_token": "", "expires_in": 3600}, "application/json", ""),
        ("access_token=a2&refresh_token=&expires_in=3600", FORM, ""),
        ("access_token=a2&expires_in=3600", FORM, "r1"),
    ],
)
async def test_a_renewal_keeps_the_refresh_token_only_where_none_is_named(
    server: TokenServer, answer: Any, kind: str, kept: str | None
) -> None:
    server.gives({"access_token": "a1", "refresh_token": "r1", "expires_in": 3600})
    async with bench({"findContact": lambda _: FOUND}, info={"accessTokenUri": server.url}) as made:
        await made.flow().run_to_end()
        await TokenLab(made.adapter).expire()
        server.gives(answer, kind)
        assert (await made.adapter.fire(FIRE)).outcome.kind is OutcomeKind.RETURNED
        assert stored(made)["accessToken"] == "a2"
        assert stored(made)["refreshToken"] == kept


@pytest.mark.parametrize(
    ("answer", "kind", "token", "header"),
    [
        ({"refresh_token": "r2", "expires_in": 3600}, "application/json", "a1", "Bearer a1"),
        ({}, "application/json", "a1", "Bearer a1"),
        ({"success": False, "message": "No such session"}, "application/json", "a1", "Bearer a1"),
        ("<html>Sign in</html>", "text/html", "a1", "Bearer a1"),
        ({"access_token": "a1", "expires_in": 3600}, "application/json", "a1", "Bearer a1"),
        ({"access_token": None, "expires_in": 3600}, "application/json", None, "Bearer null"),
        ({"access_token": "a2", "expires_in": 3600}, "application/json", "a2", "Bearer a2"),
    ],
)
async def test_a_renewal_without_a_new_access_token_goes_on_and_is_told(
    server: TokenServer, answer: Any, kind: str, token: str | None, header: str
) -> None:
    server.gives({"access_token": "a1", "refresh_token": "r1", "expires_in": 3600})
    async with bench({"findContact": lambda _: FOUND}, info={"accessTokenUri": server.url}) as made:
        await made.flow().run_to_end()
        await TokenLab(made.adapter).expire()
        server.gives(answer, kind)
        invocation = await made.adapter.fire(FIRE)
        assert invocation.outcome.kind is OutcomeKind.RETURNED
        assert {each.name: each.value for each in invocation.arguments}["authHeader"] == header
        assert stored(made)["accessToken"] == token
        told = "server/renewed-without-token" in [each.rule for each in invocation.findings]
        assert told is (token != "a2")


@pytest.mark.parametrize("column", ["accessToken", "refreshToken"])
async def test_a_renewed_token_longer_than_the_servers_column_is_told_once(server: TokenServer, column: str) -> None:
    name = {"accessToken": "access_token", "refreshToken": "refresh_token"}[column]
    good = {"access_token": "a", "refresh_token": "r", "expires_in": 3600}
    for length, told in ((2000, False), (2001, True)):
        server.gives(good)
        async with bench({"findContact": lambda _: FOUND}, info={"accessTokenUri": server.url}) as made:
            await made.flow().run_to_end()
            await TokenLab(made.adapter).expire()
            server.gives({**good, "access_token": "b", name: "t" * length})
            found = [await made.adapter.fire(FIRE), await made.adapter.fire(FIRE)]
            messages = [
                [each.message for each in one.findings if each.rule == "server/too-long-for-column"] for one in found
            ]
            assert [bool(each) for each in messages] == [told, False]
            assert not told or f"{column} has 2,001 characters" in messages[0][0]


async def test_a_first_answer_whose_refresh_token_is_null_stores_none(server: TokenServer) -> None:
    server.gives({"access_token": "a1", "refresh_token": None, "expires_in": 3600})
    async with bench(info={"accessTokenUri": server.url}) as made:
        flow = made.flow()
        await flow.run_to_end()
        assert stored(made)["refreshToken"] is None
        assert "no-refresh-token" in [each.key for each in step(flow, "exchange").notes]


@pytest.mark.parametrize("column", ["accessToken", "refreshToken"])
async def test_a_token_longer_than_the_servers_column_is_told(server: TokenServer, column: str) -> None:
    name = {"accessToken": "access_token", "refreshToken": "refresh_token"}[column]
    good = {"access_token": "a", "refresh_token": "r", "expires_in": 3600}
    for length, told in ((2000, False), (2001, True)):
        server.gives({**good, name: "t" * length})
        async with bench(info={"accessTokenUri": server.url}) as made:
            flow = made.flow()
            await flow.run_to_end()
            notes = [each for each in step(flow, "save").notes if each.key == "too-long-for-column"]
            assert bool(notes) is told
            assert not told or f"{column} has 2,001 characters" in notes[0].sentence


async def test_a_host_name_longer_than_its_column_is_told(server: TokenServer) -> None:
    server.gives({"access_token": "a"})
    info = {"id": "31-spy", "name": "D", "overridingHostname": "h" * 300}
    functions = {"getUserInfo": lambda *_: {"successful": True, "platformUserInfo": info}}
    async with bench(functions, info={"accessTokenUri": server.url}) as made:
        flow = made.flow()
        await flow.run_to_end()
        (note,) = [each for each in step(flow, "save").notes if each.key == "too-long-for-column"]
        assert note.sentence.startswith("hostname has 300 characters, and App Connect's column takes 255.")


@pytest.mark.parametrize(
    ("answer", "kind", "status", "words"),
    [
        ("Maintenance window until six", "text/plain", 200, "Maintenance window until six"),
        ("<oauth><error>No such app</error></oauth>", "application/xml", 200, "<error>No such app</error>"),
        ("<oauth><error>No such app</error></oauth>", "application/xml", 400, "<error>No such app</error>"),
        ("", "application/json", 200, "without an access_token: nothing"),
        ("[]", "application/json", 200, "without an access_token: []"),
        ('"abc"', "application/json", 200, 'without an access_token: "abc"'),
        ("null", "application/json", 200, "without an access_token: null"),
        ("error=invalid_grant&error_description=Code+is+old%21", FORM, 400, "Code is old!"),
        ("<!doctype html><h1>Sign in</h1>", "text/html", 200, "an HTML page instead of JSON"),
    ],
)
async def test_an_answer_that_is_no_json_is_shown_as_it_is(
    server: TokenServer, answer: str, kind: str, status: int, words: str
) -> None:
    server.gives(answer, kind, status)
    async with bench(info={"accessTokenUri": server.url}) as made:
        flow = made.flow()
        with pytest.raises(LoginError) as caught:
            await flow.run_to_end()
        assert words in caught.value.message
        received = {each.name: str(each.value) for each in step(flow, "exchange").received}
        assert not answer or "error" in received or answer in received["answer"]
