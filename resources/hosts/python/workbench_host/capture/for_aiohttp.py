"""aiohttp: the hop begins where the connector is asked for a connection, and its bytes are seen at the protocol."""

from __future__ import annotations

import contextvars
import time
from typing import Any

from workbench_host.capture.http1 import AnswerFeed
from workbench_host.capture.maps import Address
from workbench_host.capture.phases import CONNECTING
from workbench_host.codes import RefusedError

_SENDING: contextvars.ContextVar[Any] = contextvars.ContextVar("workbench_sending", default=None)
"""The exchange whose request is being written."""


def patch(_module, recorder) -> None:
    """Instrument connector, request, response and protocol."""
    from aiohttp import client_proto, client_reqrep, connector

    request_class, response_class = client_reqrep.ClientRequest, client_reqrep.ClientResponse
    protocol_class = client_proto.ResponseHandler
    connect, send = connector.BaseConnector.connect, request_class.send
    writer_class = client_reqrep.StreamWriter
    make_writer = writer_class.__init__
    start, close = response_class.start, response_class.close
    received, lost = protocol_class.data_received, protocol_class.connection_lost

    async def connected(self, req, *args, **keywords):
        url = str(req.url)
        exchange = recorder.begin("aiohttp", req.method, url)
        req._workbench = exchange
        mapped = recorder.map(url)
        if mapped:
            address = Address(mapped)
            exchange.sent_to = mapped
            req.url = type(req.url)(mapped, encoded=True)
            req.headers["Host"] = address.netloc
        exchange.request_headers = [[str(name), str(value)] for name, value in req.headers.items()]
        exchange.start()
        token = CONNECTING.set(exchange.phases)
        began = time.perf_counter()
        try:
            connection = await connect(self, req, *args, **keywords)
        except BaseException as error:
            exchange.fail(error)
            raise
        finally:
            CONNECTING.reset(token)
        if getattr(connection.protocol, "_workbench_used", False):
            exchange.phases.pop("dns", None)
        else:
            connection.protocol._workbench_used = True
            whole = time.perf_counter() - began
            exchange.phases["connect"] = max(0.0, whole - exchange.phases.get("dns", 0.0))
        return connection

    async def sent(self, conn, *args, **keywords):
        exchange = getattr(self, "_workbench", None)
        if exchange is None:
            return await send(self, conn, *args, **keywords)
        conn.protocol._workbench = AnswerFeed(exchange)
        exchange.sent()
        token = _SENDING.set(exchange)
        try:
            response = await send(self, conn, *args, **keywords)
        except BaseException as error:
            exchange.fail(error)
            raise
        finally:
            _SENDING.reset(token)
        exchange.request_headers = [[str(name), str(value)] for name, value in self.headers.items()]
        response._workbench = exchange
        return response

    def writer_made(self, protocol, loop, on_chunk_sent=None, *args, **keywords):
        exchange = _SENDING.get()

        async def chunk_sent(chunk):
            if exchange is not None and not exchange.is_over:
                exchange.request_body.add(chunk)
                exchange.sent()
            if on_chunk_sent is not None:
                await on_chunk_sent(chunk)

        make_writer(self, protocol, loop, on_chunk_sent if exchange is None else chunk_sent, *args, **keywords)

    async def started(self, *args, **keywords):
        try:
            return await start(self, *args, **keywords)
        except BaseException as error:
            exchange = getattr(self, "_workbench", None)
            if exchange is not None:
                exchange.fail(error)
            raise

    def closed(self, *args, **keywords):
        exchange = getattr(self, "_workbench", None)
        if exchange is not None and not exchange.is_over:
            exchange.complete(truncated=True)
        return close(self, *args, **keywords)

    def data_received(self, data, *args, **keywords):
        feed = getattr(self, "_workbench", None)
        if feed is not None:
            try:
                feed.feed(data)
            except RefusedError as error:
                if self.transport is not None:
                    self.transport.abort()
                return lost(self, error)
        return received(self, data, *args, **keywords)

    def connection_lost(self, exc):
        feed, self._workbench = getattr(self, "_workbench", None), None
        if feed is not None:
            feed.end(exc)
        return lost(self, exc)

    connector.BaseConnector.connect = connected
    request_class.send = sent
    writer_class.__init__ = writer_made
    response_class.start, response_class.close = started, closed
    protocol_class.data_received, protocol_class.connection_lost = data_received, connection_lost
