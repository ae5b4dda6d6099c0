"""What an invocation was fired with comes back from history whole, but for secrets, which are named."""

from __future__ import annotations

from typing import Any

import msgspec
from builders_invocations import invocation

from workbench.core.redaction import Redactor
from workbench.core.run.document import invocation_document, invocation_from_document
from workbench.core.run.firing import Firing, firing_document, firing_from_document


def through_history(fired: Firing | None, *secrets: str) -> tuple[Firing | None, bytes]:
    document = invocation_document(invocation(firing=fired), Redactor(secrets), wire=True)
    kept = msgspec.json.encode(document)
    return invocation_from_document(msgspec.json.decode(kept)).firing, kept


def test_a_firing_comes_back_as_it_was() -> None:
    request: dict[str, Any] = {
        "unknown": {"z": None, "a": 10**30, "list": [1, None, {"deep": "x"}]},
        "$workbench": "a name of the user's own",
    }
    fired = Firing(
        "createCallLog",
        request=request,
        sample="call-inbound:1",
        is_sample=True,
        edited=frozenset({"unknown.a"}),
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
    fired = Firing(
        "createCallLog",
        request={"apiKey": "key-of-the-crm", "additionalInfo": {"note": "it is tok-12345 here", "plain": 1}},
        edited=frozenset({"apiKey", "additionalInfo.plain"}),
        arguments={"password": "open-sesame"},
        overrides=(("authHeader", "Bearer tok-12345"), ("user.accessToken", "an-access-token"), ("note", "plain")),
    )
    back, kept = through_history(fired, "tok-12345")
    assert back is not None
    assert back.request == {"additionalInfo": {"plain": 1}}
    assert back.arguments == {}
    assert back.overrides == (("note", "plain"),)
    assert back.edited == {"additionalInfo.plain"}
    assert set(back.left_out) == {"apiKey", "additionalInfo.note", "password", "authHeader", "user.accessToken"}
    assert "the connection's own values go instead" in back.remark
    for secret in (b"key-of-the-crm", b"tok-12345", b"open-sesame", b"an-access-token"):
        assert secret not in kept


def test_documents_of_other_versions_still_open() -> None:
    document = invocation_document(invocation(), None, wire=True)
    assert "fired" not in document
    assert invocation_from_document(document).firing is None
    document["fired"] = {"format": 99, "request": "of tomorrow"}
    assert invocation_from_document(document).firing is None


def test_what_a_command_prints_has_no_request() -> None:
    assert "fired" not in invocation_document(invocation(firing=Firing("findContact", request={"a": 1})), None)


def test_what_a_sample_brings_along_is_kept_whatever_it_looks_like() -> None:
    sample = {"apiKey": "sample-key-1234567890", "hostname": "h"}
    firing = Firing("getUserInfo", {**sample, "note": "n"}, overrides=(("authHeader", "Basic c2VjcmV0OnNlY3JldA=="),))
    document = firing_document(firing, Redactor(), sample)
    assert document["request"] == firing.request
    assert document["left_out"] == ["authHeader"]
    typed = Firing("x", {"apiKey": "typed-key-0123456789", "deep": [{"password": "p4ssw0rd!", "x": 1}, "y"]})
    document = firing_document(typed, Redactor(["typed-key-0123456789"]), sample)
    assert document["request"] == {"deep": [{"x": 1}, "y"]}
    assert document["left_out"] == ["apiKey", "deep.0.password"]


def test_an_input_of_an_earlier_workbench_is_read() -> None:
    earlier = {
        "format": 1,
        "sample": "call-inbound:1",
        "request": {"note": "typed"},
        "overrides": {"note": "mine"},
        "timeout": 5,
        "left_out": ["apiKey"],
    }
    firing = firing_from_document(earlier, "createCallLog")
    assert firing == Firing(
        "createCallLog",
        {"note": "typed"},
        "call-inbound:1",
        overrides=(("note", "mine"),),
        timeout=5.0,
        left_out=("apiKey",),
    )
    for other in (None, [], {"format": 99}):
        assert firing_from_document(other) is None
