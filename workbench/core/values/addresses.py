"""Addresses as they come from people, adapters and CRMs: taken apart without ever failing."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def split_address(address: str) -> SplitResult:
    """The parts of an address; one that is none, such as `http://[` or with the port 99999, is a path alone."""
    try:
        parts = urlsplit(address)
        _ = parts.port, parts.hostname
    except ValueError:
        return SplitResult("", "", address, "", "")
    return parts
