"""Logging in by OAuth: the server's phases, with the client's consent page between them (runtime.md section 3.2)."""

from __future__ import annotations

import secrets
import time
from typing import Any, Final

from workbench.core.errors import WorkbenchError
from workbench.core.login import Detail, TokenRequest, login_state, tidy_address
from workbench.core.login.client import login_query
from workbench.core.manifest import authorization_url, default_state
from workbench.core.manifest.links import is_web_page
from workbench.core.server.client_request import ClientRequest
from workbench.core.traffic.hosts import map_url
from workbench.core.values import UNDEFINED, Json
from workbench.core.values.addresses import split_address
from workbench.services.oauth import TokenAnswer, pkce_challenge, read_redirect
from workbench.session.login.draft import Draft, StepRun
from workbench.session.login.pending import PendingLogin
from workbench.session.server.oauth_callback import OAuthLogin

_NEEDED = ("clientId", "accessTokenUri")
_SHOWN = ("clientId", "clientSecret", "accessTokenUri", "redirectUri")
_TOKENS = ("access_token", "refresh_token", "id_token")
ANSWER: Final = "answer"
"""Name of the detail that holds what a token address said instead of tokens."""
_EXCERPT = 2000
"""Characters of an answer that a step shows."""


async def details(run: StepRun) -> str:
    """Ask getOauthInfo, and say at once what the exchange would miss."""
    draft = run.draft
    credentials = draft.credentials
    login = draft.by_code = OAuthLogin(
        run.operation(_request(run)),
        redirect_uri=credentials.redirect_uri,
        secret_in_body=credentials.secret_in_body,
    )
    if draft.platform is not None:
        login.stated(default_state(draft.platform))
    run.sent += [Detail(name, value) for name, value in login.operation.request.query.items()]
    if "getOauthInfo" not in draft.adapter.description.exports and not credentials.managed_oauth:
        raise run.failed("oauth-info-missing")
    ended = await _asked(run, login)
    info = login.info
    if login.is_managed:
        run.note(
            "Managed OAuth values",
            "The administrator's client is used and getOauthInfo is not called. Later renewals of the token go by "
            "getOauthInfo's own values all the same.",
            severity="warning",
            mend="Let getOauthInfo give the same client, or the token cannot be renewed.",
            key="managed-client",
        )
    draft.learn(str(info.get("clientSecret") or ""))
    run.received += [Detail(name, value) for name, value in info.items() if value is not None]
    if ended is not None:
        raise run.failed("fail-message", description=str(info["failMessage"]))
    missing = tuple(name for name in _NEEDED if not info.get(name))
    if missing:
        raise run.failed("oauth-info-incomplete", names=missing)
    if credentials.redirect_uri:
        run.note(
            "Another redirect address",
            f"{credentials.redirect_uri} is used instead of the adapter's, in this login alone.",
        )
    if not info.get("clientSecret"):
        run.note("No client secret", "The exchange sends client_id in the form, a refresh an empty password.")
    resolved = info.get("hostname")
    if resolved is not None and resolved != draft.host:
        run.note("Another hostname", f"getOauthInfo gives the hostname {resolved}, which replaces {draft.host!r}.")
    known = sum(bool(info.get(name)) for name in _SHOWN)
    source = "The administrator" if login.is_managed else "getOauthInfo"
    return f"{source} → {known} {'value' if known == 1 else 'values'}, complete"


async def authorize(run: StepRun) -> str:
    """Open the consent page, or take the address that was brought; check its state; keep the code."""
    draft = run.draft
    platform, credentials, login = draft.platform, draft.credentials, _login(draft)
    if platform is None or not platform.oauth.auth_url:
        raise run.failed("consent-page-unknown")
    registered = login.client.get("redirectUri")
    draft.asked_redirect = credentials.redirect_uri or platform.oauth.redirect_uri or str(registered or "")
    draft.state = login_state(platform, secrets.token_urlsafe(18))
    draft.verifier = secrets.token_urlsafe(48) if credentials.pkce else ""
    draft.code_uses = 0
    extra = {}
    if draft.verifier:
        extra = {"code_challenge": pkce_challenge(draft.verifier), "code_challenge_method": "S256"}
        run.note("PKCE is on", "App Connect sends no code challenge, so a CRM that insists on one fails there.")
    client_id = platform.oauth.client_id or str(login.info["clientId"])
    url = authorization_url(
        platform, state=draft.state, redirect_uri=draft.asked_redirect, client_id=client_id, extra=extra
    )
    run.sent.append(Detail("address", url))
    if not is_web_page(url):
        raise run.failed("consent-page-no-web-page", description=platform.oauth.auth_url)
    run.warn(
        asked_redirect=draft.asked_redirect,
        registered_redirect=str(registered) if registered else None,
        names=(client_id, str(login.info["clientId"])),
    )
    callback = tidy_address(credentials.callback_url)
    if callback:
        known = draft.pending.take(draft.adapter.name, callback) if draft.pending else None
        if known is not None:
            draft.state, draft.verifier = known.state, known.verifier
    else:
        if draft.pending is not None:
            draft.pending.remember(draft.adapter.name, PendingLogin(draft.state, draft.verifier))
        address = map_url(url, draft.adapter.surroundings.maps)
        callback = tidy_address(await draft.authorize(address, draft.asked_redirect))
    _check(run, callback)
    login.came_back(callback)
    login.verifier = draft.verifier
    if await run.phase(login.redirect) is not None:
        raise run.failed("state-without-platform")
    # The manifest may have the only adapter's platform under another name.
    login.operation.serve(draft.adapter.description.source.platform)
    if draft.pending is not None:
        draft.pending.forget(draft.state)
    draft.code_at = None if credentials.callback_url else time.time()
    return "Approved, state matched"


async def exchange(run: StepRun) -> str:
    """Ask for the override, send the code, read the answer."""
    draft, login = run.draft, _login(run.draft)
    age = None if draft.code_at is None else time.time() - draft.code_at
    problem: WorkbenchError | None = None
    before = len(login.operation.steps.calls)
    try:
        await run.phase(login.exchange)
    except WorkbenchError as error:
        problem = error
    override = next(iter(login.operation.steps.calls[before:]), None)
    if override is not None and override.outcome.was_promise:
        run.note(
            "The override is ignored",
            "getOverridingOAuthOption gives a promise, for which App Connect does not wait.",
            severity="warning",
            mend="Make it a plain function.",
            key="promise-as-override",
        )
    request, answer = login.token_request, login.tokens
    if request is not None:
        draft.code_uses += 1
        _show_request(run, request, age)
    if request is None or answer is None:
        if problem is not None and request is None and _called_well(run):
            raise _unsent(run, login, problem) from problem
        raise problem or AssertionError("an exchange gives an answer or an error")
    draft.learn(*(str(answer.data.get(name) or "") for name in _TOKENS))
    _show_answer(run, answer)
    seen = _seen(run, login, request, answer, age)
    if problem is not None or not answer.ok:
        # App Connect goes on with “Bearer undefined” after an answer without a token; nothing good can come of it.
        raise run.failed(**seen) from problem
    run.warn(**seen)
    return f"{answer.status} from {split_address(request.url).hostname}"


def _login(draft: Draft) -> OAuthLogin:
    assert draft.by_code is not None, "the details come first"
    return draft.by_code


def _request(run: StepRun) -> ClientRequest:
    """What App Connect's client sends with the redirect address, which is not known yet."""
    draft = run.draft
    client = draft.credentials.identity
    query: dict[str, Json] = {**login_query(client, draft.credentials.query)}
    if draft.host:
        query["hostname"] = draft.host
    if proxy_id := draft.adapter.description.facts.get("proxy_id"):
        query["proxyId"] = str(proxy_id)
    return ClientRequest("GET", "/oauth-callback", query=query, headers=client.headers(run.hash_key))


async def _asked(run: StepRun, login: OAuthLogin) -> Any:
    """The answer that ended the details, or None; raises LoginError where getOauthInfo gave no object."""
    try:
        return await run.phase(login.details)
    except WorkbenchError as error:
        calls = login.operation.steps.calls
        if calls and calls[-1].outcome.error is None and calls[-1].outcome.value in (None, UNDEFINED):
            run.notes.clear()
            raise run.failed("oauth-info-empty") from error
        raise


def _check(run: StepRun, callback: str) -> None:
    """What the client looks at before it sends the address on; raises LoginError."""
    draft = run.draft
    redirect = read_redirect(callback, draft.state)
    draft.learn(redirect.code)
    run.received.append(Detail("redirected to", callback))
    parts, expected = split_address(callback), split_address(draft.asked_redirect)
    if draft.asked_redirect and (parts.scheme, parts.netloc) != (expected.scheme, expected.netloc):
        raise run.failed("wrong-redirect", asked_redirect=draft.asked_redirect)
    if redirect.fault:
        raise run.failed(redirect.fault, names=redirect.names)
    if not redirect.code:
        if redirect.is_stateless:
            run.note(
                "The refusal came without its state",
                "Nothing proves that it belongs to this login; a code without a state would not be taken.",
                severity="warning",
                key="refusal-without-state",
            )
        raise run.failed(error=redirect.error or "refused", description=redirect.description, pkce=bool(draft.verifier))


def _called_well(run: StepRun) -> bool:
    """Whether it was not the adapter's override that failed."""
    return not any(note.severity == "error" and note.title.startswith("getOverriding") for note in run.notes)


def _unsent(run: StepRun, login: OAuthLogin, problem: WorkbenchError) -> WorkbenchError:
    """The cause why App Connect's library sent nothing, by what it was given."""
    run.notes = [note for note in run.notes if note.severity != "error"]
    missing = tuple(name for name in _NEEDED if not login.info.get(name))
    if missing:
        return run.failed("oauth-info-incomplete", names=missing)
    registered = login.client.get("redirectUri")
    said = problem.message.rpartition("TypeError: ")[2]
    fault = "state-mismatch" if said.startswith("Invalid state") else ""
    return run.failed(
        fault,
        description=said,
        callback=login.callback,
        registered_redirect=str(registered) if registered else None,
    )


def _seen(
    run: StepRun, login: OAuthLogin, request: TokenRequest, answer: TokenAnswer, age: float | None
) -> dict[str, Any]:
    """What an answer is judged by."""
    draft = run.draft
    registered = login.client.get("redirectUri")
    return {
        "status": answer.status,
        "error": answer.error,
        "description": answer.description,
        "content_type": answer.content_type,
        "body": answer.body[:_EXCERPT],
        "data": answer.data,
        "authentication": request.authentication,
        "pkce": bool(draft.verifier),
        "code_age": age,
        "code_uses": draft.code_uses,
        "skew": answer.skew,
        "asked_redirect": draft.asked_redirect,
        "sent_redirect": str(request.form.get("redirect_uri") or ""),
        "callback": login.callback,
        "registered_redirect": str(registered) if registered else None,
        "asked_scope": draft.platform.oauth.scope if draft.platform else "",
        "is_dated": answer.expires_at is not None,
    }


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


def _show_answer(run: StepRun, answer: TokenAnswer) -> None:
    """The members of a good answer; of another one the status and the beginning of what it says, as it stands."""
    if not answer.ok:
        run.received.append(Detail("status", answer.status, answer.content_type))
        text = answer.body[:_EXCERPT]
        run.received.append(Detail(ANSWER, text, "" if len(answer.body) <= _EXCERPT else "its beginning"))
        return
    for name, value in answer.data.items():
        remark = ""
        if name == "expires_in" and answer.expires_at is not None:
            remark = f"until {_clock(answer.expires_at)}, renewed 2 min before"
        run.received.append(Detail(name, value, remark))


def _clock(moment: float) -> str:
    """A time of today, or the year of one that is far away."""
    near = abs(moment - time.time()) < 86_400
    return time.strftime("%H:%M:%S" if near else "%Y-%m-%d", time.localtime(moment))
