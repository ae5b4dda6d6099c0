"""Sees every HTTP exchange of the adapter: each client is instrumented when it is first imported."""

from __future__ import annotations

from workbench_host.capture import for_aiohttp, for_http_client, for_httpcore, phases
from workbench_host.capture.hook import patch_on_import
from workbench_host.capture.record import Recorder


def install(notify, spool, params: dict) -> Recorder:
    """Arrange for the capture; `params` are those of the load request."""
    recorder = Recorder(notify, spool, params["maps"], params["cap"], params["body_inline"], params["answer_limit"])
    phases.install()
    patch_on_import(
        {
            "http.client": for_http_client.patch_http_client,
            "urllib3.connection": for_http_client.patch_urllib3_connection,
            "urllib3.connectionpool": for_http_client.patch_urllib3_pool,
            "requests.sessions": for_http_client.patch_requests,
            "httpcore": for_httpcore.patch,
            "aiohttp.client": for_aiohttp.patch,
        },
        recorder,
        notify,
    )
    return recorder
