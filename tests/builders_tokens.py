"""A token address that answers with one body."""

from __future__ import annotations

import asyncio

from workbench.core.login.token_request import TokenRequest
from workbench.core.traffic.outgoing import Capture, IncomingAnswer, OutgoingRequest
from workbench.services.oauth import TokenAnswer, ask_for_tokens


class Answering:
    """A client whose every request is answered with one body."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def warm(self) -> None:
        """Nothing to do."""

    async def send(self, request: OutgoingRequest, _capture: Capture) -> IncomingAnswer:
        return IncomingAnswer(200, "OK", (("Date", "x"),), self.body, request.url)


def answered(body: bytes) -> TokenAnswer:
    request = TokenRequest("http://crm.example.test/token", {}, {"refresh_token": "half \ud83d"})
    return asyncio.run(ask_for_tokens(Answering(body), request, Capture(lambda _event: None)))
