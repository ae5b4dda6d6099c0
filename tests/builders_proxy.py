"""Builders for proxy profiles, calls and answers, shared by the engine's and the runtime's tests."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from workbench.core.proxy import ProxyRequest, ProxyResponse, ProxyResult, run
from workbench.core.values import UNDEFINED

BASE = "https://api.acme.test/v1"
USER = {
    "id": "4711-acme",
    "platform": "acme",
    "hostname": "acme.crm.test",
    "accessToken": "stored-key",
    "refreshToken": "stored-refresh",
    "tokenExpiry": "2025-07-01T00:00:00.000Z",
    "timezoneName": "America/Denver",
    "timezoneOffset": "-6",
    "rcAccountId": "900",
    "userSettings": {"a": {"value": 1}},
    "platformAdditionalInfo": {"proxyId": "px-1", "tenantId": "T-9"},
}


def profile(operations: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A profile with these operations; `others` replace its further members, None removes one."""
    whole = {
        "meta": {"name": "acme", "logFormat": "text/plain"},
        "auth": {"type": "apiKey", "scheme": "Basic", "credentialTemplate": "{{apiKey}}:"},
        "requestDefaults": {"baseUrl": BASE, "timeoutSeconds": 20},
        "operations": operations,
    } | others
    return {key: value for key, value in whole.items() if value is not None}


class Crm:
    """Answers every request with one answer and remembers what was asked."""

    def __init__(self, body: Any = "", status: int = 200) -> None:
        self.requests: list[ProxyRequest] = []
        self._answer = ProxyResponse(status, body)

    def __call__(self, request: ProxyRequest) -> ProxyResponse:
        self.requests.append(request)
        return self._answer


def fire(
    interface: str, config: Any, inputs: dict[str, Any] | None = None, crm: Crm | None = None, user: Any = None
) -> ProxyResult:
    """Run an interface; the user is USER unless one is given (UNDEFINED for none)."""
    row = dict(USER) if user is None else user
    return run(interface, (inputs or {},), crm or Crm(), profile=config, user=row)


def request_of(operation: dict[str, Any], inputs: dict[str, Any] | None = None, **others: Any) -> ProxyRequest:
    """The request that findContactWithName makes with this operation and these inputs; `others` as in `profile`."""
    user = others.pop("user", None)
    crm = Crm([])
    fire("findContactWithName", profile({"findContactWithName": operation}, **others), inputs, crm, user)
    return crm.requests[0]


def rendered(template: Any, name: Any = UNDEFINED) -> Any:
    """A body template rendered with `{{name}}` as the only input."""
    return request_of({"url": "/c", "body": {"it": template}}, {"name": name}).data["it"]


def encode_secret(secret: str, server_key: str) -> str:
    """A stored secret as App Connect's developer portal writes it: AES-256-CBC in hex."""
    plain = secret.encode()
    padding = 16 - len(plain) % 16
    key = server_key.ljust(32)[:32].encode()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return (encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).hex()
