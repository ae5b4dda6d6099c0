"""The first steps of every login: how the adapter logs in, and where the account lives."""

from __future__ import annotations

import asyncio

from workbench.core.errors import UsageError
from workbench.core.login import Detail, LoginNote, Way, way_of
from workbench.core.manifest import hostname
from workbench.core.server.answers import AdapterThrew
from workbench.core.server.client_request import ClientRequest
from workbench.core.values import to_json
from workbench.session.login.draft import StepRun
from workbench.session.manifests import platform_for_host

WAYS = {Way.OAUTH: "OAuth", Way.API_KEY: "an API key"}


async def ask(run: StepRun) -> str:
    """Ask getAuthType, and choose the way: App Connect's client goes by the manifest, its server by the adapter."""
    draft = run.draft
    adapter = draft.adapter
    typed = draft.credentials.hostname
    draft.platform = await asyncio.to_thread(platform_for_host, adapter.description, draft.platform, typed)
    operation = run.operation(ClientRequest("GET", "/implementedInterfaces"))
    try:
        answer = to_json(await operation.call("getAuthType", operation.context(None), {}))
    except AdapterThrew as threw:
        raise run.threw(threw) from threw
    draft.auth_type = answer if isinstance(answer, str) else ""
    run.received.append(Detail("getAuthType", answer))
    chosen = draft.credentials.way
    way = way_of(draft.platform, draft.auth_type, adapter.description.exports, draft.credentials.fields, chosen)
    if way is None:
        raise run.failed("auth-type-unknown", description=repr(answer))
    draft.way = way
    if answer != way.value:
        manifest = draft.platform.auth_type if draft.platform else ""
        why = f"The manifest says {manifest}" if manifest == way.value else "Only getBasicAuth can be used here"
        if chosen is not None:
            why = f"You chose {WAYS[way]}"
        run.note(
            "Two ways to log in",
            f"{why}, getAuthType answers {answer!r}. The login goes by {WAYS[way]}; later calls go by getAuthType.",
            severity="warning",
            mend="Make the manifest's auth.type and getAuthType agree.",
            key="two-ways",
        )
    return f"getAuthType → {answer!r}" if answer == way.value else f"Logs in by {WAYS[way]}"


async def find_hostname(run: StepRun) -> str:
    """The host name by the manifest's environment."""
    draft = run.draft
    typed = draft.credentials.hostname
    if draft.platform is None:
        draft.host = typed
        return draft.host or "None given"
    kind = draft.platform.environment.kind
    run.sent.append(Detail("environment", kind or "none"))
    try:
        draft.host = hostname(draft.platform, typed)
    except UsageError as error:
        run.notes.append(LoginNote("error", "No hostname", error.message, error.hint, error.code))
        raise
    run.received.append(Detail("hostname", draft.host))
    return draft.host or "None given"
