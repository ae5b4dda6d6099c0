"""Rules on the adapter's traffic: what failed unsaid, what was sent, and to whom."""

from __future__ import annotations

from workbench.core.rules.rule import WARNING, Rule

TRAFFIC_RULES: tuple[Rule, ...] = (
    Rule(
        "traffic/failure-passed-over",
        WARNING,
        "A request failed, and the adapter says nothing of it.",
        "Takes the adapter's answer for the CRM's; nobody learns that the request failed.",
        "Let the client's error through, or return a returnMessage of type warning or error that says what failed.",
        source="runtime.md sections 9 and 13",
    ),
    Rule(
        "traffic/broken-text",
        WARNING,
        "A request holds a text that was made of nothing.",
        "Does not look at what the adapter sends; the CRM stores it, or looks for it, as it stands.",
        "Look at the member that the text is made of: it is missing, is spelt otherwise, or is no text.",
        source="contradictions.md E3",
    ),
    Rule(
        "traffic/time-zone-ignored",
        WARNING,
        "A text for people has a time of day in another zone than the user's.",
        "Gives the adapter moments in UTC and the user's timezoneOffset beside them; changes none of its texts.",
        "Write the moment at user.timezoneOffset, or the zone behind the time.",
        source="runtime.md section 2, contradictions.md A22",
    ),
    Rule(
        "traffic/secret-elsewhere",
        WARNING,
        "A secret or the user's row was sent to a host that is not the CRM's.",
        "Hands the adapter the user's row and tokens, and does not look where they go.",
        "Send other hosts no more than they need: neither tokens nor the user; name a host that must have them.",
        source="runtime.md section 2",
    ),
    Rule(
        "traffic/written-twice",
        WARNING,
        "The same request was sent twice, and the CRM made a record of each.",
        "Calls the adapter once for each log or contact, and knows of one id.",
        "Send it once; before trying again, look whether the first one was answered.",
        source="runtime.md section 2",
    ),
    Rule(
        "traffic/still-running",
        WARNING,
        "A request was still running when the adapter had returned.",
        "Goes by what was returned: whether the request fails, nobody learns.",
        "Await the request before you return.",
        source="runtime.md section 2",
    ),
    Rule(
        "traffic/further-pages",
        WARNING,
        "The CRM has more pages, and they were not asked for.",
        "Takes the list for all that there is.",
        "Ask for the next page until there is none.",
        source="runtime.md section 2",
    ),
)
