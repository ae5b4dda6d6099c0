"""Which adapters are Harbor CRM's, and logging them in: its credentials are known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from workbench.core.errors import LoginError
from workbench.core.manifest import Platform
from workbench.core.traffic.hosts import HostMap
from workbench.core.values.addresses import split_address
from workbench.services.harbor import HARBOR_HOSTS
from workbench.session.login import Credentials

if TYPE_CHECKING:
    from workbench.services.harbor import HarborCrm


def is_for_harbor(platform: Platform | None, maps: Iterable[HostMap]) -> bool:
    """Whether a manifest's CRM is Harbor, as for a copy of a sample, and no map sends its hosts elsewhere."""
    host = split_address(platform.environment.url).hostname if platform else ""
    return _is_harbors(host or "") and not any(_is_harbors(each.host.partition(":")[0]) for each in maps)


def _is_harbors(host: str) -> bool:
    return host in HARBOR_HOSTS or any(HostMap(each, "").matches(host, 443) for each in HARBOR_HOSTS)


def harbor_credentials(crm: HarborCrm) -> Credentials:
    """The demonstration key, for the samples that log in by API key."""
    return Credentials(fields={"apiKey": crm.api_key})


class HarborConsent:
    """Approves on Harbor CRM's consent page without a browser, by the form that the page itself sends."""

    def __init__(self, crm: HarborCrm) -> None:
        self._crm = crm

    async def __call__(self, url: str, redirect_uri: str) -> str:
        """An `Authorize`."""
        import httpx

        form = {**dict(parse_qsl(split_address(url).query)), "decision": "approve"}
        async with httpx.AsyncClient(trust_env=False) as browser:
            answer = await browser.post(self._crm.approve_url, data=form)
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise LoginError(
                f"Harbor CRM's consent page answered {answer.status_code} instead of a redirect to {redirect_uri}.",
                code="consent-refused",
                hint="Look at the page in a browser: " + url,
            )
        return answer.headers["location"]
