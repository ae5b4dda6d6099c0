"""The last steps of every login: who it is, and keeping the connection (runtime.md sections 3.1, 3.2 and 3.4)."""

from __future__ import annotations

from dataclasses import replace

from workbench.core.arguments import stored_text
from workbench.core.connection.connection import Connection, secrets_of
from workbench.core.connection.stored_login import api_key_login, oauth_login
from workbench.core.connection.user import StoredUser
from workbench.core.login import Detail, Way
from workbench.core.values.paths import get_path
from workbench.session.login.draft import Draft, StepRun


async def load_user(run: StepRun) -> str:
    """Ask getUserInfo; raises LoginError when the adapter refuses or names nobody."""
    draft = run.draft
    if "getUserInfo" not in draft.adapter.description.exports:
        raise run.failed("user-info-missing")
    answer = await run.value("getUserInfo", draft.context)
    message = get_path(answer, "returnMessage.message")
    draft.welcome = message if isinstance(message, str) else ""
    if not isinstance(answer, dict) or not answer.get("successful"):
        raise run.failed("login-refused", description=draft.welcome)
    info = answer.get("platformUserInfo")
    if not isinstance(info, dict) or info.get("id") is None:
        raise run.failed("user-without-id")
    draft.user_info = info
    draft.learn(str(info.get("overridingApiKey") or ""))
    run.received += [Detail(name, value) for name, value in info.items()]
    return f"{info.get('name') or info['id']}, id {info['id']}"


async def save(run: StepRun) -> str:
    """Make the row, ask postSaveUserInfo, and make the connection the adapter's."""
    draft = run.draft
    adapter, info = draft.adapter, draft.user_info
    name = str(info.get("name") or info["id"])
    if adapter.surroundings.connections is not None:
        await adapter.surroundings.connections.recognise(adapter, stored_text(info["id"]), draft.host)
    user = _row(draft)
    draft.context = replace(draft.context, user=user, user_name=name)
    if "postSaveUserInfo" in adapter.description.exports:
        saved = await run.value("postSaveUserInfo", draft.context)
        if not isinstance(saved, dict):
            raise run.failed("post-save-empty")
        run.received += [Detail(f"postSaveUserInfo {key}", value) for key, value in saved.items()]
        name = str(saved.get("name") or name)
        if saved.get("id") != info["id"]:
            run.note(
                "Another user id",
                f"postSaveUserInfo gives the id {saved.get('id')!r}. App Connect's session is made for it, but the "
                f"user is stored as {user['id']!r}, so every later call would miss the user.",
                severity="warning",
                mend="Return the id that it was given.",
            )
    run.sent += [Detail(column, value) for column, value in user.items() if value not in (None, "", {})]
    adapter.stores.users[user["id"]] = user
    draft.connection = Connection(
        adapter=adapter.name,
        name=name,
        user_id=user["id"],
        users=adapter.stores.users,
        auth_type=draft.auth_type or draft.way.value,
        login=draft.context.login,
        token_answer=draft.context.token_answer,
        oauth_info=draft.context.oauth_info,
        secrets=draft.known | secrets_of(user),
    )
    adapter.connection = draft.connection
    return f"Connected as {name}."


def _row(draft: Draft) -> StoredUser:
    existing = draft.adapter.stores.users.get(stored_text(draft.user_info["id"]))
    platform = draft.context.platform
    if draft.way is Way.API_KEY:
        return api_key_login(existing, draft.user_info, platform=platform, hostname=draft.host, key=draft.key)
    assert draft.tokens is not None
    return oauth_login(
        existing,
        draft.user_info,
        platform=platform,
        hostname=draft.host,
        access_token=draft.tokens.access_token,
        refresh_token=draft.tokens.refresh_token,
        expires_at=draft.tokens.expires_at,
    )
