"""How App Connect's server keeps managed login values: AES-256-CBC by its secret key (runtime.md section 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from workbench.core.values import Json
from workbench.core.values.json_text import read_json, utf8, write_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

_KEY_BYTES: Final = 32
_BLOCK: Final = 16


def seal(value: Json, secret: str) -> dict[str, Json]:
    """A value as it lies in a column."""
    from cryptography.hazmat.primitives.padding import PKCS7

    text = write_json(value, separators=(",", ":")).encode()
    padder = PKCS7(8 * _BLOCK).padder()
    cipher = _cipher(secret).encryptor()
    sealed = cipher.update(padder.update(text) + padder.finalize()) + cipher.finalize()
    return {"version": 1, "encrypted": True, "value": sealed.hex()}


def unseal(stored: Json, secret: str) -> Json:
    """The value again; one that is not sealed is itself. None for one that another key sealed."""
    from cryptography.hazmat.primitives.padding import PKCS7

    if not (isinstance(stored, Mapping) and stored.get("encrypted") and stored.get("value")):
        return stored
    try:
        cipher = _cipher(secret).decryptor()
        padded = cipher.update(bytes.fromhex(str(stored["value"]))) + cipher.finalize()
        padder = PKCS7(8 * _BLOCK).unpadder()
        return read_json(padder.update(padded) + padder.finalize())
    except ValueError:
        return None


def _cipher(secret: str) -> Cipher[CBC]:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    key = utf8(secret.ljust(_KEY_BYTES)[:_KEY_BYTES])[:_KEY_BYTES]
    return Cipher(AES(key), CBC(bytes(_BLOCK)))
