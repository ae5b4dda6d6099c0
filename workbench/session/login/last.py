"""The last steps of every login: who it is, and keeping the connection (runtime.md sections 3.1, 3.2 and 3.4)."""

from __future__ import annotations

from workbench.core.arguments import stored_text
from workbench.core.connection.connection import Connection, secrets_of
from workbench.core.connection.user import StoredUser
from workbench.core.contract.routes import HEADERS
from workbench.core.errors import WorkbenchError
from workbench.core.login import Detail
from workbench.core.run.invocation import Answer
from workbench.core.server.findings import SHORTEN, too_long_words
from workbench.core.server.tables import too_long_cells
from workbench.core.server.users import bare_id
from workbench.core.values import Json, Value, to_json
from workbench.core.values.javascript import member, missing
from workbench.core.values.paths import get_path
from workbench.session.login.draft import Draft, StepRun
from workbench.session.server.oauth_callback import OAuthLogin


async def load_user(run: StepRun) -> str:
    """Ask getUserInfo; raises LoginError when the adapter refuses or names nobody."""
    draft = run.draft
    login = draft.login
    if "getUserInfo" not in draft.adapter.description.exports:
        raise run.failed("user-info-missing")
    before = len(login.operation.steps.calls)
    try:
        ended = await run.phase(login.user_info)
    except WorkbenchError:
        calls = login.operation.steps.calls[before:]
        if calls and calls[-1].outcome.error is None and missing(calls[-1].outcome.value):
            run.notes.clear()
            raise run.failed("user-info-empty") from None
        raise
    if ended is not None:
        raise _refusal(run, login.result, ended)
    info = member(login.result, "platformUserInfo")
    if missing(member(info, "id")):
        raise run.failed("user-without-id")
    shown = to_json(info)
    draft.learn(str(shown.get("overridingApiKey") or ""))
    run.received += [Detail(name, value) for name, value in shown.items()]
    return f"{shown.get('name') or shown['id']}, id {shown['id']}"


async def save(run: StepRun) -> str:
    """Store the user, ask postSaveUserInfo, and make the connection."""
    draft = run.draft
    adapter, login = draft.adapter, draft.login
    info = to_json(member(login.result, "platformUserInfo"))
    before = adapter.database
    await _recall(run, stored_text(info["id"]))
    try:
        ended = await run.phase(login.save)
    except WorkbenchError:
        if adapter.connection is not None:
            adapter.bind(before)
        raise
    user = login.row
    assert user is not None, "the server stores the user before it answers"
    _say_too_long(run, user)
    if missing(login.saved):
        raise run.failed("post-save-empty")
    if "postSaveUserInfo" in adapter.description.exports:
        saved = to_json(login.saved)
        run.received += [Detail(f"postSaveUserInfo {key}", value) for key, value in _members(saved)]
        if get_path(saved, "id") != info["id"]:
            run.note(
                "Another user id",
                f"postSaveUserInfo gives the id {get_path(saved, 'id')!r}. App Connect's session is made for it, but "
                f"the user is stored as {user['id']!r}, so every later call would miss the user.",
                severity="warning",
                mend="Return the id that it was given.",
                key="another-user-id",
            )
    assert ended is not None, "the last phase answers"
    name = str(get_path(ended.body, "name") or info.get("name") or info["id"])
    run.sent += [Detail(column, value) for column, value in user.items() if value not in (None, "", {})]
    draft.connection = Connection(
        adapter=adapter.name,
        name=name,
        user_id=str(user["id"]),
        users=adapter.stores.users,
        auth_type=draft.auth_type or draft.way.value,
        login=_request(draft),
        token_answer=login.context.token_answer,
        oauth_info=login.info if isinstance(login, OAuthLogin) else None,
        secrets=draft.known | secrets_of(user),
    )
    return f"Connected as {name}."


def _request(draft: Draft) -> dict[str, Json]:
    """The client's request as later calls refer to it, without its headers."""
    login = draft.login
    whole = login.operation.merged if isinstance(login, OAuthLogin) else login.request
    return {name: value for name, value in whole.items() if name != HEADERS}


def _say_too_long(run: StepRun, user: StoredUser) -> None:
    """What the real database would not take: the login fails there, with words that do not tell why."""
    for column, length, limit in too_long_cells("users", user):
        run.note(
            "Too long for the server's column",
            f"{too_long_words(column, length, limit)} On PostgreSQL, its usual database, the user is not stored and "
            "the login fails; SQLite takes it, as the workbench does.",
            severity="warning",
            mend=SHORTEN if column.endswith("Token") else "Shorten what getUserInfo gives.",
            key="too-long-for-column",
        )


async def _recall(run: StepRun, identity: str) -> None:
    """Go on with the database of the user's earlier logins: the connection's, else a stored one's."""
    adapter, draft = run.draft.adapter, run.draft
    earlier = (identity, bare_id(identity, adapter.description.source.platform))
    if adapter.surroundings.connections is not None:
        try:
            await adapter.surroundings.connections.recognise(adapter, earlier, draft.host)
        except WorkbenchError as error:
            run.note(
                "What was stored is not known",
                f"The user's earlier row could not be read, so nothing of it is kept. {error.message}",
                severity="warning",
                mend=error.hint,
                key="earlier-user-unknown",
            )
    draft.login.operation.keep_in(adapter.stores)


def _refusal(run: StepRun, result: Value, ended: Answer) -> WorkbenchError:
    """Why getUserInfo's answer ended the login."""
    said = message_of(ended.body)
    shown = to_json(result)
    if not isinstance(shown, dict) or missing(member(result, "successful")):
        names = tuple(shown) if isinstance(shown, dict) else ()
        return run.failed("user-info-without-successful", description=said, names=names)
    if shown.get("successful"):
        return run.failed("user-without-id")
    return run.failed("login-refused", description=said)


def message_of(body: Json) -> str:
    """The message of an answer with the texts of its details, as App Connect's client shows both."""
    message = get_path(body, "returnMessage.message")
    texts = [message] if isinstance(message, str) and message else []
    for group in _list(get_path(body, "returnMessage.details")):
        texts += [str(text) for item in _list(get_path(group, "items")) if (text := get_path(item, "text"))]
    return " ".join(texts)


def _list(value: Value) -> list[Json]:
    return value if isinstance(value, list) else []


def _members(value: Json) -> list[tuple[str, Json]]:
    return list(value.items()) if isinstance(value, dict) else []
