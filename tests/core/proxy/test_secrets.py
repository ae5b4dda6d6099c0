"""Stored secrets (proxy.md section 2)."""

from __future__ import annotations

from typing import Any

import pytest
from builders_proxy import encode_secret

from workbench.core.proxy import ProxyThrow, decode_stored_profile
from workbench.core.proxy.secrets import decode_secret


@pytest.mark.parametrize("key", ["dev-secret", "x" * 32, "y" * 50])
@pytest.mark.parametrize("secret", ["sk-live-77", "sixteen-bytes-it", "é😀"])
def test_secrets_read_back(key: str, secret: str) -> None:
    assert decode_secret(encode_secret(secret, key), key) == secret


def test_the_key_is_padded_and_cut() -> None:
    encoded = encode_secret("s", "k".ljust(32))
    assert decode_secret(encoded, "k") == "s"
    assert decode_secret(encode_secret("s", "y" * 32), "y" * 40) == "s"


def test_an_empty_secret_is_left_out() -> None:
    stored = {"proxyConfig": {"meta": {}}, "encodedSecretKey": encode_secret("", "k")}
    assert decode_stored_profile(stored, "k") == {"meta": {}}


@pytest.mark.parametrize("key", [None, ""])
def test_no_server_key(key: Any) -> None:
    with pytest.raises(ProxyThrow, match="DEVELOPER_APP_SERVER_SECRET_KEY is not defined"):
        decode_stored_profile({"proxyConfig": {}, "encodedSecretKey": "00"}, key)


def test_the_server_key_is_only_needed_for_a_secret() -> None:
    assert decode_stored_profile({"proxyConfig": {"a": 1}, "encodedSecretKey": ""}, None) == {"a": 1}
    assert decode_stored_profile(None, None) is None


@pytest.mark.parametrize("encoded", ["zz", "00", "6b6139078927f7baf6e0488d0a2126c5", "é"])
def test_what_was_not_stored_with_this_key(encoded: str) -> None:
    with pytest.raises(ProxyThrow):
        decode_secret(encoded, "dev-secret")


def test_the_profile_itself_is_not_changed() -> None:
    stored = {"proxyConfig": {"a": 1}, "encodedSecretKey": encode_secret("s", "k")}
    assert decode_stored_profile(stored, "k") == {"a": 1, "secretKey": "s"}
    assert stored["proxyConfig"] == {"a": 1}
