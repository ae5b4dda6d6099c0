"""Logging in by API key: the form's values checked as App Connect does, and getBasicAuth (runtime.md section 3.1)."""

from __future__ import annotations

from dataclasses import replace

from workbench.core.login import Detail, login_form, missing_fields, secret_values
from workbench.core.values import to_json
from workbench.session.login.draft import StepRun


async def details(run: StepRun) -> str:
    """Put the values together, refuse what is incomplete, make the header."""
    draft = run.draft
    form = login_form(draft.platform)
    typed = {name: value for name, value in draft.credentials.fields.items() if value}
    managed = {each.name for each in form if each.managed}
    stored = {name: value for name, value in draft.credentials.managed.items() if value and name in managed}
    if draft.credentials.managed_refused:
        stored = {name: value for name, value in stored.items() if not typed.get(name)}
    values = {**typed, **stored}
    draft.learn(*secret_values(form, values))
    missing = missing_fields(form, values)
    if missing:
        raise run.failed("missing-fields", names=tuple(each.title for each in missing))
    draft.key = values.get("apiKey", "")
    for each in form:
        if each.submits and values.get(each.name):
            remark = "managed" if each.name in stored else ""
            run.sent.append(Detail(each.name, values[each.name], remark))
    if stored:
        names = ", ".join(stored)
        first = "where nothing was typed" if draft.credentials.managed_refused else "whatever was typed"
        run.note("Managed fields", f"An administrator's values are used for {names}, {first}.")
    draft.context = replace(
        draft.context,
        login={
            "platform": draft.context.platform,
            "hostname": draft.host,
            "apiKey": draft.key,
            "additionalInfo": values,
            "proxyId": draft.context.proxy_id or None,
        },
    )
    invocation = await run.invoke("getBasicAuth", draft.context)
    basic = to_json(invocation.outcome.value)
    if isinstance(basic, str):
        draft.learn(basic)
    if invocation.outcome.was_promise:
        run.note(
            "A promise in the header",
            "getBasicAuth gives a promise, for which App Connect does not wait: its header would read "
            "“Basic [object Promise]”.",
            severity="warning",
            mend="Make getBasicAuth a plain function.",
        )
    draft.context = replace(draft.context, auth_header=f"Basic {basic}")
    run.received.append(Detail("Authorization", draft.context.auth_header))
    count = len(run.sent)
    return f"{count} {'value' if count == 1 else 'values'}, complete"
