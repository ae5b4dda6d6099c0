"""What an adapter once knew as a secret stays masked, whatever becomes of the row that held it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from builders_surroundings import surroundings
from builders_traces import RecordingRuntime, RecordingTokenEndpoint

from workbench.core.connection.connection import Connection
from workbench.session.open_adapter import OpenAdapter

KEY = "k-brook&77<88>long/9+z"
TWICE = quote(quote(KEY, safe=""), safe="")


def connected() -> OpenAdapter:
    adapter = OpenAdapter(
        runtime=RecordingRuntime(), platform=None, surroundings=surroundings(RecordingTokenEndpoint())
    )
    users = {"1-brook": {"id": "1-brook", "accessToken": KEY}}
    adapter.connection = Connection(adapter="brook", name="Uma", user_id="1-brook", users=users)
    return adapter


def test_a_destroyed_row_is_masked_after_the_call_too() -> None:
    adapter = connected()
    assert adapter.connection is not None
    adapter.connection.users.clear()
    assert KEY not in adapter.redactor().known(f"bye {KEY}")
    assert TWICE not in adapter.redactor().known(f"bye {TWICE}")


def test_a_renewed_token_is_masked_beside_the_new_one() -> None:
    adapter = connected()
    assert adapter.connection is not None
    adapter.connection = replace(adapter.connection, users={"1-brook": {"accessToken": "next-wold77aQ4kX9"}})
    adapter.connection = None
    shown = adapter.redactor().known(f"{KEY} {TWICE} next-wold77aQ4kX9")
    assert "brook" not in shown
    assert "wold77" not in shown
