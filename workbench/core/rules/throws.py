"""Rules on thrown errors: what App Connect tells its user of them (runtime.md section 9)."""

from __future__ import annotations

from workbench.core.rules.rule import NOTE, WARNING, Rule

_SOURCE = "runtime.md section 9"

THROW_RULES: tuple[Rule, ...] = (
    Rule(
        "throws/rate-limit",
        NOTE,
        "The adapter threw the CRM's 429.",
        "Shows “Rate limit exceeded” with a paragraph about the CRM's limits.",
        "Nothing; wait and fire again.",
        source=_SOURCE,
    ),
    Rule(
        "throws/authorization",
        NOTE,
        "The adapter threw the CRM's 401 or 403.",
        "Shows “Authorization error” and asks the user to connect again; it does not log out and does not retry.",
        "Log in again; check that the adapter sends the header the CRM wants.",
        source=_SOURCE,
    ),
    Rule(
        "throws/mistaken-for-authorization",
        WARNING,
        "The adapter threw the CRM's 400, 402 or 404 to 409, which App Connect takes for a refused login.",
        "Shows “Authorization error” for every status from 400 to 409 and asks the user to connect again.",
        "Catch it and return a returnMessage that says what is wrong, unless it is the login.",
        source="contradictions.md B7",
    ),
    Rule(
        "throws/other-status",
        NOTE,
        "The adapter threw an answer of the CRM whose status App Connect does not tell apart.",
        "Shows the operation's general error, such as “Error creating call log”.",
        "Catch what can be explained and return a returnMessage.",
        source=_SOURCE,
    ),
    Rule(
        "throws/network",
        NOTE,
        "The CRM could not be reached, and the adapter threw.",
        "Shows the operation's general error, such as “Error creating call log”.",
        "See the CRM traffic for the cause; catch it to say more to the user.",
        source=_SOURCE,
    ),
    Rule(
        "throws/without-status",
        WARNING,
        "The adapter threw an error without response.status.",
        "Cannot tell what happened and shows the operation's general error.",
        "Mend the fault when it is one; otherwise set error.response.status, or return a returnMessage.",
        source=_SOURCE,
    ),
    Rule(
        "throws/bare-answer",
        WARNING,
        "The adapter threw where App Connect does not map errors.",
        "Answers 400 with the error's own text and no message made for the user.",
        "Catch it and return successful: false with a returnMessage.",
        (
            "getUserInfo",
            "getOverridingOAuthOption",
            "postSaveUserInfo",
            "unAuthorize",
            "authValidation",
            "getManagedAuthOptions",
        ),
        "runtime.md sections 3 and 10",
    ),
    Rule(
        "get-license-status/throws",
        WARNING,
        "getLicenseStatus threw.",
        "Swallows the error and answers that the licence is not valid.",
        "Catch it and return what is known, so that a failure is not taken for a missing licence.",
        ("getLicenseStatus",),
        "runtime.md section 10",
    ),
    Rule(
        "get-call-log/throws-during-update",
        NOTE,
        "getCallLog threw.",
        "Fails a whole look-up of up to five calls; an update that reads it first begins with empty text.",
        "Catch a deleted record and return what is known.",
        ("getCallLog",),
        "runtime.md sections 7.3 and 7.4",
    ),
)
