"""What an invocation was fired with comes back from history whole, but for secrets, which are named."""

from __future__ import annotations

from typing import Any

import msgspec
from builders_invocations import invocation

from workbench.core.redaction import Redactor
from workbench.core.run.document import invocation_document, invocation_from_document
from workbench.core.run.fired import Fired


def through_history(fired: Fired | None, *secrets: str) -> tuple[Fired | None, bytes]:
    document = invocation_document(invocation(fired=fired), Redactor(secrets), wire=True)
    kept = msgspec.json.encode(document)
    return invocation_from_document(msgspec.json.decode(kept)).fired, kept


def test_a_firing_comes_back_as_it_was() -> None:
    request: dict[str, Any] = {
        "unknown": {"z": None, "a": 10**30, "list": [1, None, {"deep": "x"}]},
        "$workbench": "a name of the user's own",
    }
    fired = Fired(
        request=request,
        sample="call-inbound:1",
        is_sample=True,
        edited=("unknown.a",),
        arguments={"note": "x"},
        overrides=(("user.name", "Ada"), ("user", {"name": None})),
        bare=True,
        timeout=12.5,
        place="/somewhere/adapter.py",
        root="/somewhere",
    )
    back, _ = through_history(fired)
    assert back == fired
    assert back is not None
    assert list(back.request["unknown"]) == ["z", "a", "list"]
    assert back.remark == ""


def test_secrets_are_left_out_and_named() -> None:
    fired = Fired(
        request={"apiKey": "key-of-the-crm", "additionalInfo": {"note": "it is tok-12345 here", "plain": 1}},
        edited=("apiKey", "additionalInfo.plain"),
        arguments={"password": "open-sesame"},
        overrides=(("authHeader", "Bearer tok-12345"), ("user.accessToken", "an-access-token"), ("note", "plain")),
    )
    back, kept = through_history(fired, "tok-12345")
    assert back is not None
    assert back.request == {"additionalInfo": {"plain": 1}}
    assert back.arguments == {}
    assert back.overrides == (("note", "plain"),)
    assert back.edited == ("additionalInfo.plain",)
    assert set(back.left_out) == {"apiKey", "additionalInfo.note", "password", "authHeader", "user.accessToken"}
    assert "the connection's own values go instead" in back.remark
    for secret in (b"key-of-the-crm", b"tok-12345", b"open-sesame", b"an-access-token"):
        assert secret not in kept


def test_documents_of_other_versions_still_open() -> None:
    document = invocation_document(invocation(), None, wire=True)
    assert "fired" not in document
    assert invocation_from_document(document).fired is None
    document["fired"] = {"format": 99, "request": "of tomorrow"}
    assert invocation_from_document(document).fired is None


def test_what_a_command_prints_has_no_request() -> None:
    assert "fired" not in invocation_document(invocation(fired=Fired(request={"a": 1})), None)
