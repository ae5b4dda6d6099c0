"""Acme CRM on loopback, careless with secrets, and an adapter for it that leaks them wherever an adapter can.

Each secret is a canary of its own: `CANARIES` names the places. Nothing of them may be found on disk or in output.
"""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

CANARIES = {
    place: f"canary-{place}-Zq7/+{number}f4Wx=9kTb"
    for number, place in enumerate(
        (
            "access-token",
            "refresh-token",
            "client-secret",
            "code",
            "api-key",
            "password-field",
            "cookie",
            "query",
            "json-body",
            "error-body",
        )
    )
}

REDIRECT = "https://callback.acme.test/done"

ADAPTER = '''
import base64, json, sys, urllib.error, urllib.parse, urllib.request

SECRETS = json.loads("""@SECRETS@""")
BY_OAUTH = @BY_OAUTH@

def getAuthType():
    return "oauth" if BY_OAUTH else "apiKey"

def getBasicAuth(apiKey, **_):
    return base64.b64encode(f"{apiKey}:".encode()).decode()

def getOauthInfo(**_):
    if not BY_OAUTH:
        return {}
    return {
        "clientId": "acme-app",
        "clientSecret": SECRETS["client-secret"],
        "accessTokenUri": "https://api.acme.test/token",
        "redirectUri": "@REDIRECT@",
    }

def call(method, path, authHeader, body=None):
    query = urllib.parse.urlencode({"api_key": SECRETS["query"], "q": "x"})
    request = urllib.request.Request(
        f"https://api.acme.test{path}?{query}",
        method=method,
        data=None if body is None else json.dumps({**body, "password": SECRETS["json-body"]}).encode(),
        headers={
            "Authorization": authHeader,
            "Cookie": "session=" + SECRETS["cookie"],
            "Content-Type": "application/json",
        },
    )
    print("sending", authHeader, "to", request.full_url)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        print("refused", authHeader, text, file=sys.stderr)
        raise RuntimeError(f"Acme refused {authHeader} at {request.full_url}: {text}") from error

def getUserInfo(authHeader, additionalInfo=None, **_):
    me = call("GET", "/me", authHeader)
    print("logged in with", json.dumps(additionalInfo))
    return {
        "successful": True,
        "platformUserInfo": {
            "id": me["id"],
            "name": me["name"],
            "timezoneName": "UTC",
            "timezoneOffset": "+00:00",
            "platformAdditionalInfo": {"password": (additionalInfo or {}).get("password")},
        },
        "returnMessage": {"message": "Connected.", "messageType": "success", "ttl": 3000},
    }

def unAuthorize(user, **_):
    print("forgetting", user.accessToken)
    user.accessToken = ""
    user.refreshToken = ""
    user.save()
    return {"returnMessage": {"message": "Gone.", "messageType": "success", "ttl": 3000}}

def findContact(authHeader, phoneNumber=None, **_):
    found = call("GET", "/contacts", authHeader)["contacts"]
    return {"successful": True, "matchedContactInfo": [
        {"id": each["id"], "name": each["name"], "type": "Contact", "phone": phoneNumber} for each in found
    ]}

def createContact(authHeader, **_):
    call("GET", "/contacts", authHeader)
    raise RuntimeError(f"Cannot create with {authHeader} and {SECRETS['cookie']} and {SECRETS['query']}")

def createCallLog(authHeader, contactInfo=None, **_):
    made = call("POST", "/logs", authHeader, {"contact": contactInfo["id"]})
    return {"logId": made["id"], "returnMessage": {"message": "Logged.", "messageType": "success", "ttl": 3000}}

def getCallLog(authHeader, callLogId=None, **_):
    log = call("GET", f"/logs/{callLogId}", authHeader)
    return {
        "callLogInfo": {"subject": "Call", "note": "n", "fullBody": "n", "fullLogResponse": log},
        "returnMessage": {"message": "Read.", "messageType": "success", "ttl": 3000},
    }

def updateCallLog(authHeader, existingCallLog=None, **_):
    call("PATCH", f"/logs/{existingCallLog['thirdPartyLogId']}", authHeader, {"note": "n"})
    return {"updatedNote": "n", "returnMessage": {"message": "Updated.", "messageType": "success", "ttl": 3000}}

def createMessageLog(authHeader, **_):
    return call("POST", "/refuse", authHeader, {"note": "n"})

def updateMessageLog(authHeader, **_):
    return {"logId": "1"}
'''


@dataclass
class Acme:
    """What a test sees of the CRM."""

    port: int
    logs: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and Authorization of each request."""
    tokens: int = 0
    """How many token answers were given."""
    lifetime: int = 3600
    """Seconds that an access token lives."""
    access_token: str = CANARIES["access-token"]

    @property
    def map(self) -> tuple[str, str]:
        """The option that leads the adapter here."""
        return "--map", f"api.acme.test=http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def acme_crm() -> Iterator[Acme]:
    """The CRM, running."""
    crm = Acme(0)

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # or each answer takes 40 ms

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            path = urlsplit(self.path).path
            given = self.headers.get("Authorization", "")
            crm.requests.append((self.command, path, given))
            status, answer = _reply(crm, self.command, path, given, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Set-Cookie", f"session={CANARIES['cookie']}; Path=/")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    crm.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield crm
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(crm: Acme, method: str, path: str, given: str, body: bytes) -> tuple[int, Any]:
    if path == "/token":
        crm.tokens += 1
        form = dict(parse_qsl(body.decode()))
        assert form.get("code", CANARIES["code"]) == CANARIES["code"]
        return 200, {
            "access_token": crm.access_token,
            "refresh_token": CANARIES["refresh-token"],
            "expires_in": crm.lifetime,
        }
    key = base64.b64encode(f"{CANARIES['api-key']}:".encode()).decode()
    if given not in (f"Bearer {crm.access_token}", f"Basic {key}"):
        return 401, {"error": f"unknown credentials {given}"}
    if path == "/me":
        return 200, {"id": "7-acme", "name": "Ada Acme", "access_token": CANARIES["json-body"]}
    if path == "/contacts":
        return 200, {"contacts": [{"id": "c1", "name": "Bo"}, {"id": "c2", "name": "Cy"}]}
    if path == "/logs":
        number = str(len(crm.logs) + 1)
        crm.logs[number] = {"id": number, **json.loads(body)}
        return 201, {"id": number}
    if path.startswith("/logs/"):
        log = crm.logs.get(path.removeprefix("/logs/"))
        return (404, {"error": "no such log"}) if log is None else (200, log)
    return 400, {"error": "refused", "client_secret": CANARIES["error-body"], "detail": f"token {given} is wrong"}


def acme_adapter(folder: Path, *, by_oauth: bool) -> Path:
    """Write the adapter and its manifest into a folder; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = ADAPTER.replace("@SECRETS@", json.dumps(CANARIES)).replace("@BY_OAUTH@", str(by_oauth))
    (folder / "adapter.py").write_text(text.replace("@REDIRECT@", REDIRECT), encoding="utf-8")
    fields = [
        {"const": "apiKey", "title": "API key", "required": True, "uiSchema": {"ui:widget": "password"}},
        {"const": "password", "title": "Password", "required": True, "uiSchema": {"ui:widget": "password"}},
    ]
    page = {"title": "Acme", "content": [{**each, "type": "string"} for each in fields]}
    auth = {"type": "apiKey", "apiKey": {"page": page}}
    if by_oauth:
        settings = {"authUrl": "https://acme.test/consent", "clientId": "acme-app", "redirectUri": REDIRECT}
        auth = {"type": "oauth", "oauth": settings}
    platform = {
        "name": "acme",
        "displayName": "Acme",
        "environment": {"type": "fixed", "url": "https://acme.test"},
        "auth": auth,
    }
    (folder / "manifest.json").write_text(json.dumps({"version": "1", "platforms": {"acme": platform}}))
    return folder


def spellings(secret: str) -> set[bytes]:
    """How a secret can stand in a file: plain, in JSON, in an address, in base64 at each of its three alignments."""
    forms = {secret, quote(secret, safe=""), quote(secret), json.dumps(secret)[1:-1], secret.replace("/", "\\/")}
    found = {form.encode() for form in forms} | {secret.encode().hex().encode(), secret.encode("utf-16-le")}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + secret.encode()).rstrip(b"=")
        core = text[-(-shift * 8 // 6) : (shift + len(secret)) * 8 // 6]
        found |= {core, core.replace(b"+", b"-").replace(b"/", b"_")}
    return found
