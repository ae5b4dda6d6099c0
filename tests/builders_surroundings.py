"""What an open adapter of a test shares with a session that nobody listens to."""

from __future__ import annotations

from typing import Any

from workbench.core.run.events import Event
from workbench.core.traffic.outgoing import Capture, HttpClient
from workbench.services.history import History
from workbench.session.open_adapter import Surroundings
from workbench.session.recorder import Recorder


def surroundings(http: HttpClient, **more: Any) -> Surroundings:
    """Surroundings with this client for the workbench's own requests; `more` are further fields."""

    def emit(_event: Event) -> None:
        """Nobody listens."""

    given = {"recorder": Recorder(emit), "history": History(None), "maps": (), **more}
    return Surroundings(http=http, capture=lambda identity: Capture(emit, identity), **given)
