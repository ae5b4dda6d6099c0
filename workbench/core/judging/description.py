"""Judges what an adapter exports, once, when it is loaded."""

from __future__ import annotations

from typing import Final

from workbench.core.contract.eras import HEAD
from workbench.core.contract.interfaces import InterfaceTable
from workbench.core.manifest.model import Platform
from workbench.core.proxy import lint, unknown_fields
from workbench.core.rules import rule
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.finding import Finding, Severity, gathered

_REFUSED_WITHOUT: Final = ("createCallLog", "updateCallLog")
_NEED_OAUTH_INFO: Final = ("authValidation", "updateServerLoggingSettings")
_NEEDED_BY_ALL: Final = ("findContact", "getCallLog", "unAuthorize")
_FEATURES: Final = ("createContact", "createMessageLog", "updateMessageLog")
_KNOWN_OTHERS: Final = ("accountData", "default", "__esModule")

_LIKENESS: Final = 0.85


def judge_description(
    description: AdapterDescription, *, era: str = "head", table: InterfaceTable, platform: Platform | None = None
) -> tuple[Finding, ...]:
    """Findings on missing and misspelt exports; the path is the interface's name.

    `platform` is what the manifest has switched on; without one nothing is known to be.
    """
    exports = set(description.exports)
    found: list[Finding] = []

    def find(rule_id: str, path: str, message: str) -> None:
        row = rule(rule_id)
        found.append(Finding(row.id, row.severity, path, message, row.app_connect_does, row.mend))

    def find_absent(rule_id: str, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in exports:
                find(rule_id, name, f"{name} is not exported.")

    config = description.facts.get("proxy_config")
    found += (each for each in lint(config) if each.severity is not Severity.NOTE)
    if config is not None and platform is not None:
        found += unknown_fields(config, _form_fields(platform))
    if era == HEAD:
        find_absent("exports/registration-refused", _REFUSED_WITHOUT)
    else:
        find_absent("exports/core-missing", _REFUSED_WITHOUT)
    find_absent("exports/auth-type-missing", ("getAuthType",))
    find_absent("exports/user-info-missing", ("getUserInfo",))
    if description.auth_type == "apiKey":
        find_absent("exports/basic-auth-missing", ("getBasicAuth",))
    if description.auth_type == "oauth":
        find_absent("exports/oauth-info-missing", ("getOauthInfo",))
    elif "getOauthInfo" not in exports:
        for name in _NEED_OAUTH_INFO:
            if name in exports:
                find("exports/oauth-info-needed", name, f"{name} is exported, and getOauthInfo is not.")
    find_absent("exports/core-missing", tuple(name for name in table.eleven if name in _NEEDED_BY_ALL))
    find_absent("exports/feature-missing", tuple(name for name in table.eleven if name in _FEATURES))
    if platform is not None and platform.searches_contacts:
        find_absent("exports/contact-search-missing", ("findContactWithName",))
    if table["getLogFormatType"].exists_in(era):
        find_absent("exports/log-format-missing", ("getLogFormatType",))
    for name in description.other_exports:
        near = "" if name in _KNOWN_OTHERS else table.nearest(name, _LIKENESS)
        if near and near not in exports and table[near].exists_in(era):
            find("exports/misspelt", name, f"“{name}” is almost “{near}”, which is not exported.")
    return gathered(found)


def _form_fields(platform: Platform) -> dict[str, tuple[str, ...]]:
    """Names of the fields that the manifest's forms give each operation."""
    call, message = platform.call_log_fields, platform.message_log_fields
    fields = {
        "createCallLog": call,
        "updateCallLog": call,
        "createMessageLog": message,
        "updateMessageLog": message,
        "createContact": platform.new_contact_fields,
    }
    raw = platform.raw.get("rcAdditionalSubmission")
    asked = tuple(
        each["id"] for each in (raw if isinstance(raw, list) else ()) if isinstance(each, dict) and "id" in each
    )
    return {name: (*(each.const for each in given), *asked) for name, given in fields.items() if given}
