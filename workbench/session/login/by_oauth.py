"""Logging in by OAuth: details, the consent page, the exchange of the code (runtime.md section 3.2)."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from workbench.core.login import ClientOptions, Detail, TokenRequest, code_request, login_state, merged_options
from workbench.core.manifest import authorization_url
from workbench.core.traffic.hosts import map_url
from workbench.core.values import Json, to_json
from workbench.services.oauth import TokenAnswer, ask_for_tokens, pkce_challenge, read_redirect
from workbench.session.login.draft import Draft, StepRun
from workbench.session.login.pending import PendingLogin

_NEEDED = ("clientId", "accessTokenUri")
_SHOWN = ("clientId", "clientSecret", "accessTokenUri", "redirectUri")


async def details(run: StepRun) -> str:
    """Ask getOauthInfo, and say at once what the exchange would miss."""
    draft = run.draft
    draft.context = replace(draft.context, login=_query(draft))
    managed = draft.credentials.managed_oauth
    info = {**managed} if managed else await run.value("getOauthInfo", draft.context)
    if managed:
        run.note(
            "Managed OAuth values",
            "The administrator's client is used and getOauthInfo is not called. Later renewals of the token go by "
            "getOauthInfo's own values all the same.",
            severity="warning",
            mend="Let getOauthInfo give the same client, or the token cannot be renewed.",
        )
    if not isinstance(info, dict):
        raise run.failed("oauth-info-empty")
    draft.learn(str(info.get("clientSecret") or ""))
    run.received += [Detail(name, value) for name, value in info.items() if value is not None]
    if info.get("failMessage"):
        raise run.failed("fail-message", description=str(info["failMessage"]))
    missing = tuple(name for name in _NEEDED if not info.get(name))
    if missing:
        raise run.failed("oauth-info-incomplete", names=missing)
    if draft.credentials.redirect_uri:
        info = {**info, "redirectUri": draft.credentials.redirect_uri}
        run.note("Another redirect address", f"{draft.credentials.redirect_uri} is used instead of the adapter's.")
    if not info.get("clientSecret"):
        run.note("No client secret", "The exchange sends client_id in the form, a refresh an empty password.")
    resolved = info.get("hostname")
    if resolved is not None and resolved != draft.host:
        run.note("Another hostname", f"getOauthInfo gives the hostname {resolved}, which replaces {draft.host!r}.")
        draft.host = str(resolved)
    draft.info = info
    known = sum(bool(info.get(name)) for name in _SHOWN)
    source = "The administrator" if managed else "getOauthInfo"
    return f"{source} → {known} {'value' if known == 1 else 'values'}, complete"


async def authorize(run: StepRun) -> str:
    """Open the consent page, or take the address that was brought; check its state; keep the code."""
    draft = run.draft
    platform, credentials = draft.platform, draft.credentials
    if platform is None or not platform.oauth.auth_url:
        raise run.failed("consent-page-unknown")
    registered = draft.info.get("redirectUri")
    draft.asked_redirect = credentials.redirect_uri or platform.oauth.redirect_uri or str(registered or "")
    _begin(draft)
    extra = {}
    if draft.verifier:
        extra = {"code_challenge": pkce_challenge(draft.verifier), "code_challenge_method": "S256"}
        run.note("PKCE is on", "App Connect sends no code challenge, so a CRM that insists on one fails there.")
    client_id = platform.oauth.client_id or str(draft.info["clientId"])
    url = authorization_url(
        platform, state=draft.state, redirect_uri=draft.asked_redirect, client_id=client_id, extra=extra
    )
    run.sent.append(Detail("address", url))
    run.warn(
        asked_redirect=draft.asked_redirect,
        registered_redirect=str(registered) if registered else None,
        names=(client_id, str(draft.info["clientId"])),
        fault="" if "platform=" in draft.state else "state-without-platform",
    )
    if credentials.callback_url:
        callback = credentials.callback_url
        known = draft.pending.take(draft.adapter.name, callback) if draft.pending else None
        if known is not None:
            draft.state, draft.verifier = known.state, known.verifier
    else:
        if draft.pending is not None:
            draft.pending.remember(draft.adapter.name, PendingLogin(draft.state, draft.verifier))
        callback = await draft.authorize(map_url(url, draft.adapter.surroundings.maps), draft.asked_redirect)
    _read(run, callback)
    if draft.pending is not None:
        draft.pending.forget(draft.state)
    draft.code_at = None if credentials.callback_url else time.time()
    return "Approved, state matched"


async def exchange(run: StepRun) -> str:
    """Ask for the override, send the code as App Connect does, read the answer."""
    draft = run.draft
    draft.context = replace(
        draft.context, oauth_info=dict(draft.info), login={**_query(draft), "callbackUri": draft.callback}
    )
    override = await _override(run)
    options = merged_options(draft.info, override)
    draft.learn(options.client_secret)
    _check(run, options, override)
    request = code_request(options, draft.code, verifier=draft.verifier, in_body=draft.credentials.secret_in_body)
    draft.code_uses += 1
    age = None if draft.code_at is None else time.time() - draft.code_at
    _show_request(run, request, age)
    answer = await ask_for_tokens(draft.adapter.surroundings.http, request, run.capture())
    draft.learn(*(str(answer.data.get(name) or "") for name in ("access_token", "refresh_token", "id_token")))
    run.received += [_received(name, value, answer) for name, value in answer.data.items()]
    seen: dict[str, Any] = {
        "status": answer.status,
        "error": answer.error,
        "description": answer.description,
        "content_type": answer.content_type,
        "body": answer.body[:2000],
        "data": answer.data,
        "authentication": request.authentication,
        "pkce": bool(draft.verifier),
        "code_age": age,
        "code_uses": draft.code_uses,
        "skew": answer.skew,
        "asked_redirect": draft.asked_redirect,
        "sent_redirect": str(request.form.get("redirect_uri") or ""),
        "callback": draft.callback,
        "registered_redirect": options.redirect_uri,
        "asked_scope": draft.platform.oauth.scope if draft.platform else "",
    }
    if not answer.ok:
        raise run.failed(**seen)
    run.warn(**seen)
    draft.tokens = answer.tokens()
    draft.context = replace(
        draft.context, auth_header=f"Bearer {draft.tokens.access_token}", token_answer=draft.tokens.data
    )
    return f"{answer.status} from {urlsplit(request.url).hostname}"


def _query(draft: Draft) -> dict[str, Json]:
    """What App Connect's client sends with the redirect address."""
    query: dict[str, Json] = {**draft.credentials.query}
    if draft.host:
        query["hostname"] = draft.host
    if draft.context.proxy_id:
        query["proxyId"] = draft.context.proxy_id
    return query


def _begin(draft: Draft) -> None:
    """A new state, and whatever belonged to an earlier attempt forgotten."""
    assert draft.platform is not None
    draft.state = login_state(draft.platform, secrets.token_urlsafe(18))
    draft.verifier = secrets.token_urlsafe(48) if draft.credentials.pkce else ""
    draft.callback, draft.code, draft.code_uses, draft.tokens = "", "", 0, None


def _read(run: StepRun, callback: str) -> None:
    """Check the address and keep its code; raises LoginError, and keeps nothing then."""
    draft = run.draft
    redirect = read_redirect(callback, draft.state)
    draft.learn(redirect.code)
    run.received.append(Detail("redirected to", callback))
    parts = urlsplit(callback)
    expected = urlsplit(draft.asked_redirect)
    if draft.asked_redirect and (parts.scheme, parts.netloc) != (expected.scheme, expected.netloc):
        raise run.failed("wrong-redirect", asked_redirect=draft.asked_redirect)
    if redirect.fault:
        raise run.failed(redirect.fault)
    if not redirect.code:
        raise run.failed(error=redirect.error or "refused", description=redirect.description, pkce=bool(draft.verifier))
    draft.callback, draft.code = callback, redirect.code


async def _override(run: StepRun) -> Json:
    draft = run.draft
    if "getOverridingOAuthOption" not in draft.adapter.description.exports:
        return None
    invocation = await run.invoke("getOverridingOAuthOption", draft.context)
    if invocation.outcome.was_promise:
        run.note(
            "The override is ignored",
            "getOverridingOAuthOption gives a promise, for which App Connect does not wait.",
            severity="warning",
            mend="Make it a plain function.",
        )
        return None
    return to_json(invocation.outcome.value)


def _check(run: StepRun, options: ClientOptions, override: Json) -> None:
    """What App Connect's OAuth library refuses before it sends anything; raises LoginError."""
    draft = run.draft
    missing = tuple(
        name
        for name, value in (("clientId", options.client_id), ("accessTokenUri", options.access_token_uri))
        if not value
    )
    if missing:
        raise run.failed("oauth-info-incomplete", names=missing)
    registered = options.redirect_uri
    if registered is not None and (urlsplit(draft.callback).path or "/") != (urlsplit(registered).path or "/"):
        raise run.failed(callback=draft.callback, registered_redirect=registered)
    state = override.get("state") if isinstance(override, dict) else None
    if state is not None and state != draft.state:
        raise run.failed("state-mismatch")


def _show_request(run: StepRun, request: TokenRequest, age: float | None) -> None:
    uses = run.draft.code_uses
    used = "used once" if uses == 1 else f"used {uses} times"
    remarks = {
        "code": used if age is None else f"{used}, {age:.0f} s old",
        "code_verifier": "S256",
    }
    run.sent.append(Detail("POST", request.url))
    if "Authorization" in request.headers:
        run.sent.append(Detail("Authorization", request.headers["Authorization"]))
    run.sent += [Detail(name, value, remarks.get(name, "")) for name, value in request.form.items()]


def _received(name: str, value: Json, answer: TokenAnswer) -> Detail:
    remark = ""
    if name == "expires_in" and answer.ok and (expires_at := answer.tokens().expires_at) is not None:
        remark = f"until {time.strftime('%H:%M:%S', time.localtime(expires_at))}, renewed 2 min before"
    return Detail(name, value, remark)
