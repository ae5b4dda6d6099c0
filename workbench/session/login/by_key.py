"""Logging in by API key: what the form gave goes to the server, which checks it and asks getBasicAuth (3.1)."""

from __future__ import annotations

from typing import Any

from workbench.core.login import API_KEY, Detail, login_form, missing_fields, secret_values
from workbench.core.server.client_request import ClientRequest
from workbench.core.values.paths import get_path
from workbench.session.login.draft import StepRun
from workbench.session.server.logins import ApiKeyLogin


async def details(run: StepRun) -> str:
    """Send the form, refuse what is incomplete, make the header."""
    draft = run.draft
    typed = {name: value for name, value in draft.credentials.fields.items() if value}
    form = login_form(draft.platform, given=typed)
    draft.learn(*secret_values(form, typed))
    if draft.platform is None and missing_fields(form, typed):
        # No page says what is required, so the server would go on without a key.
        raise run.failed("missing-fields", names=tuple(each.title for each in missing_fields(form, typed)))
    operation = run.operation(_request(run, typed))
    login = draft.by_key = ApiKeyLogin(operation)
    ended = await run.phase(login.details)
    if ended is not None:
        absent = get_path(ended.body, "returnMessage.missingRequiredFieldConsts") or []
        titles = {each.name: each.title for each in form}
        # Earlier servers refuse a login without a key in a text.
        names = tuple(titles.get(name, name) for name in absent or (API_KEY,))
        raise run.failed("missing-fields", names=names)
    info: dict[str, Any] = login.request.get("additionalInfo") or {}
    draft.learn(*secret_values(form, {name: str(value) for name, value in info.items()}))
    stored = [name for name, value in info.items() if name in draft.credentials.managed and value != typed.get(name)]
    for each in form:
        if each.submits and info.get(each.name):
            run.sent.append(Detail(each.name, info[each.name], "managed" if each.name in stored else ""))
    if stored:
        first = "where nothing was typed" if draft.credentials.managed_refused else "whatever was typed"
        run.note("Managed fields", f"An administrator's values are used for {', '.join(stored)}, {first}.")
    count = len(run.sent)
    await run.phase(login.basic_auth)
    header = login.context.auth_header
    draft.learn(header.removeprefix("Basic "))
    if operation.steps.calls[-1].outcome.was_promise:
        run.note(
            "A promise in the header",
            f"getBasicAuth gives a promise, for which App Connect does not wait: its header reads “{header}”.",
            severity="warning",
            mend="Make getBasicAuth a plain function.",
            key="promise-in-header",
        )
    run.received.append(Detail("Authorization", header))
    return f"{count} {'value' if count == 1 else 'values'}, complete"


def _request(run: StepRun, typed: dict[str, str]) -> ClientRequest:
    """The client's request, whose RingCentral user the walk knows."""
    draft = run.draft
    description, client = draft.adapter.description, draft.credentials.identity
    body: dict[str, Any] = {
        "platform": description.source.platform,
        "hostname": draft.host,
        "additionalInfo": {name: value for name, value in typed.items() if name != "apiKey"},
    }
    if "apiKey" in typed:
        body["apiKey"] = typed["apiKey"]
    if proxy_id := description.facts.get("proxy_id"):
        body["proxyId"] = str(proxy_id)
    return ClientRequest("POST", "/apiKeyLogin", headers=client.headers(run.hash_key), body=body)
