"""The order of an adapter's life: what App Connect would not call, since no log was made, is left out and said."""

from __future__ import annotations

from pathlib import Path

from builders_open_adapter import connect

from workbench.core.run.events import Event
from workbench.services.history import History
from workbench.session.life import live, sample_firing, without_log
from workbench.session.login import Authorize, Credentials
from workbench.session.session import Session

_WITHOUT_LOG = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.createCallLog = async () => ({ returnMessage: { message: 'Not logged', messageType: 'warning', ttl: 3000 } });
exports.updateCallLog = async () => { throw new Error('App Connect does not come here'); };
"""


_WITH_A_HOOK = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.createCallLog = async () => ({ logId: 'L-1' });
exports.updateCallLog = async () => ({ updatedNote: '' });
exports.checkAndRefreshAccessToken = async (user) => { throw new Error('App Connect does not come here'); };
"""


async def test_a_hook_that_app_connect_never_calls_is_left_out(tmp_path: Path) -> None:
    place = tmp_path / "adapter.js"
    place.write_text(_WITH_A_HOOK)
    async with Session(emit=lambda _event: None, history=History(None)) as session:
        adapter = await session.open(str(place))
        connect(adapter, {"id": "1", "accessToken": "a-token"}, "apiKey")
        told: list[str] = []
        unused: Authorize = None  # type: ignore[assignment]
        steps = ("checkAndRefreshAccessToken", "createCallLog")
        fired = [each.interface async for each in live(adapter, steps, Credentials(), unused, tell=told.append)]
        assert fired == ["createCallLog"]
        assert told[0].startswith("App Connect never calls checkAndRefreshAccessToken of this adapter.")
        # Fired by hand it fails, and nothing follows from that.
        by_hand = await adapter.fire(sample_firing(adapter, "checkAndRefreshAccessToken"))
        assert [(each.rule, each.severity.value) for each in by_hand.findings] == [("server/never-calls", "note")]


async def test_an_update_is_left_out_where_no_log_was_made(tmp_path: Path) -> None:
    place = tmp_path / "adapter.js"
    place.write_text(_WITHOUT_LOG)
    events: list[Event] = []
    async with Session(emit=events.append, history=History(None)) as session:
        adapter = await session.open(str(place))
        connect(adapter, {"id": "1", "accessToken": "a-token"}, "apiKey")
        told: list[str] = []
        unused: Authorize = None  # type: ignore[assignment]
        steps = ("createCallLog", "updateCallLog")
        fired = [each.interface async for each in live(adapter, steps, Credentials(), unused, tell=told.append)]
        assert fired == ["createCallLog"]
        assert told == [without_log(adapter, "updateCallLog")]
        assert told[0].startswith("App Connect would not call updateCallLog: createCallLog gave no log")
