"""No finding that is not true: every rule of the table has outcomes that raise it, and others that do not."""

from __future__ import annotations

from typing import Any

import pytest
from cases_judging import CASES
from cases_precision import FINE, Fine

from workbench.core.judging import judge, judge_description
from workbench.core.manifest import Platform, parse_manifest
from workbench.core.rules import RULES
from workbench.core.run.adapter import AdapterDescription, AdapterKind, AdapterSource
from workbench.core.run.calling import never_called
from workbench.services.resources import contract

TABLE = contract()
ROWS = [(rule, place, fine) for rule, outcomes in FINE.items() for place, fine in enumerate(outcomes)]


@pytest.mark.parametrize(("rule", "fine"), [(r, f) for r, _, f in ROWS], ids=[f"{r}:{place}" for r, place, _ in ROWS])
def test_what_is_right_does_not_raise_the_rule(rule: str, fine: Fine) -> None:
    known: dict[str, Any] = {"platform": "acme", **fine.known}
    found = judge(fine.interface, fine.outcome, table=TABLE, **known)
    assert rule not in [each.rule for each in found]


def exports(
    *left_out: str, others: tuple[str, ...] = (), auth_type: str = "oauth", kind: AdapterKind = AdapterKind.NODE
) -> AdapterDescription:
    source = AdapterSource(kind, "index.js", ".", "acme", "acme")
    names = tuple(name for name in TABLE.names if name not in left_out)
    return AdapterDescription(source, names, others, auth_type=auth_type)


def manifest(**page: Any) -> Platform:
    return parse_manifest({"platforms": {"acme": {"page": page}}}).platform("acme")


EXPORTS: dict[str, tuple[tuple[AdapterDescription, dict[str, Any]], ...]] = {
    # Servers before today's load the file without looking at it.
    "exports/registration-refused": ((exports("updateCallLog"), {"era": "seed"}), (exports("findContact"), {})),
    "exports/auth-type-missing": ((exports("getBasicAuth"), {}),),
    "exports/basic-auth-missing": ((exports("getBasicAuth"), {}), (exports("getBasicAuth", auth_type="own"), {})),
    "exports/oauth-info-missing": ((exports("getOauthInfo", auth_type="apiKey"), {}),),
    "exports/user-info-missing": ((exports("refreshUserInfo"), {}),),
    "exports/oauth-info-needed": (
        (exports("getOauthInfo", "authValidation", "updateServerLoggingSettings", auth_type="apiKey"), {}),
        (exports(auth_type="apiKey"), {}),
    ),
    "exports/core-missing": ((exports("createContact", "getLicenseStatus"), {}),),
    "exports/feature-missing": ((exports("findContactWithName"), {}), (exports("upsertCallDisposition"), {})),
    "exports/contact-search-missing": (
        (exports("findContactWithName"), {}),
        (exports("findContactWithName"), {"platform": manifest()}),
        (exports("findContactWithName"), {"platform": manifest(useContactSearch=False)}),
        (exports(), {"platform": manifest(useContactSearch=True)}),
    ),
    "exports/misspelt": (
        (exports(others=("findContacts", "getUsersInfo")), {}),
        (exports("findContactWithName", others=("findByName", "searchContacts", "accountData")), {}),
        (exports("getLogFormatType", others=("getLogFormatTypes",)), {"era": "seed"}),
    ),
    "exports/log-format-missing": ((exports("getLogFormatType"), {"era": "mid"}), (exports(), {})),
}


@pytest.mark.parametrize("rule", EXPORTS)
def test_exports_that_are_right_do_not_raise_the_rule(rule: str) -> None:
    for description, known in EXPORTS[rule]:
        assert rule not in [each.rule for each in judge_description(description, table=TABLE, **known)]


def test_every_rule_has_what_raises_it_and_what_does_not() -> None:
    ids = {row.id for row in RULES}
    assert {*FINE, *EXPORTS} == ids
    assert {case.rule for case in CASES} | set(EXPORTS) == ids


@pytest.mark.parametrize(
    ("interface", "known", "is_called"),
    [
        ("checkAndRefreshAccessToken", {"auth_type": "apiKey", "by_key": True}, False),
        ("checkAndRefreshAccessToken", {"auth_type": "apiKey", "exports": ("authValidation",)}, True),
        ("checkAndRefreshAccessToken", {"auth_type": "oauth", "by_key": True}, True),
        ("checkAndRefreshAccessToken", {"auth_type": ""}, True),
        ("getOauthInfo", {"auth_type": "apiKey", "by_key": True}, False),
        ("getOauthInfo", {"auth_type": "apiKey", "by_key": True, "exports": ("updateServerLoggingSettings",)}, True),
        ("getOauthInfo", {"auth_type": "apiKey", "by_key": False}, True),
        ("getBasicAuth", {"auth_type": "oauth", "by_key": False}, False),
        ("getBasicAuth", {"auth_type": "oauth", "by_key": True}, True),
        ("getBasicAuth", {"auth_type": "apiKey", "by_key": False}, True),
        ("getOverridingOAuthOption", {"auth_type": "oauth", "by_key": True}, False),
        ("getOverridingOAuthOption", {"auth_type": "oauth", "by_key": False}, True),
        ("findContact", {"auth_type": "apiKey", "by_key": True}, True),
    ],
)
def test_what_app_connect_never_calls(interface: str, known: dict[str, Any], is_called: bool) -> None:
    why = never_called(interface, **{"by_key": False, "exports": (), **known})
    assert (why == "") is is_called
