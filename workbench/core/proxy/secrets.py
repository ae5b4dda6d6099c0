"""The stored secret of a profile: AES-256-CBC under the server's key (proxy.md section 2)."""

from __future__ import annotations

from typing import Final

from workbench.core.proxy.throws import ProxyThrow
from workbench.core.values import Json
from workbench.core.values.javascript import truthy
from workbench.core.values.json_text import utf8

KEY_VARIABLE: Final = "DEVELOPER_APP_SERVER_SECRET_KEY"
"""Environment variable that holds the server's key."""

_KEY_LENGTH: Final = 32
_HEX: Final = frozenset("0123456789abcdefABCDEF")


def decode_stored_profile(stored: Json, server_key: str | None) -> Json:
    """The profile of a connector record `{proxyConfig, encodedSecretKey}`, with `secretKey` filled in.

    None for no record. Raises ProxyThrow when a secret is stored but the server's key is missing, or does not fit.
    """
    if stored is None:
        return None
    profile = stored.get("proxyConfig")
    encoded = stored.get("encodedSecretKey")
    secret = decode_secret(encoded, server_key) if truthy(encoded) else ""
    if not secret:
        return profile
    if not isinstance(profile, dict):
        raise ProxyThrow("TypeError", "Cannot set properties of undefined (setting 'secretKey')")
    return {**profile, "secretKey": secret}


def decode_secret(encoded: str, server_key: str | None) -> str:
    """Decode hex text with the server's key, padded with spaces or cut to 32 characters."""
    # The library is only needed by profiles that hold a secret.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if not server_key:
        raise ProxyThrow("Error", f"{KEY_VARIABLE} is not defined")
    key = utf8(server_key.ljust(_KEY_LENGTH)[:_KEY_LENGTH])
    if len(key) != _KEY_LENGTH:
        raise ProxyThrow("RangeError", "Invalid key length", code="ERR_CRYPTO_INVALID_KEYLEN")
    data = _bytes(encoded)
    if not data or len(data) % 16:
        raise ProxyThrow(
            "Error",
            "error:1C80006B:Provider routines::wrong final block length",
            code="ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH",
        )
    decryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).decryptor()
    plain = decryptor.update(data) + decryptor.finalize()
    padding = plain[-1]
    if not 1 <= padding <= 16 or plain[-padding:] != bytes([padding]) * padding:
        raise ProxyThrow("Error", "error:1C800064:Provider routines::bad decrypt", code="ERR_OSSL_BAD_DECRYPT")
    return plain[:-padding].decode("utf-8", "replace")


def _bytes(encoded: str) -> bytes:
    """Hex as Node reads it: up to the first pair that is none."""
    pairs = []
    for at in range(0, len(encoded) - 1, 2):
        pair = encoded[at : at + 2]
        if not set(pair) <= _HEX:
            break
        pairs.append(pair)
    return bytes.fromhex("".join(pairs))
