"""Manifests of both eras are understood, and what they should keep is checked."""

# ruff: noqa: E501 - a table reads best with a row on a line

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.core.errors import UsageError
from workbench.core.manifest import (
    LoginFieldKind,
    PageFieldKind,
    Platform,
    authorization_url,
    check_contact_fields,
    check_manifest,
    contact_page,
    hostname,
    log_page,
    matches,
    parse_manifest,
)

OFFICIAL = parse_manifest(json.loads((Path(__file__).parent.parent / "data/manifest-official.json").read_text("utf-8")))


def platform(**members: Any) -> Platform:
    """A platform called acme, sound unless members say otherwise."""
    oauth = {"authUrl": "https://acme.test/authorize", "clientId": "c", "redirectUri": "https://r.test/"}
    sound: dict[str, Any] = {"name": "acme", "auth": {"type": "oauth", "oauth": oauth}}
    return parse_manifest({"platforms": {"acme": sound | members}}).platform("acme")


def rules(**members: Any) -> list[str]:
    return [finding.rule for finding in check_manifest(platform(**members))]


@pytest.mark.parametrize(
    ("name", "auth_type", "environment", "host", "contact_types", "call_fields"),
    [
        ("pipedrive", "oauth", "dynamic", "acme.pipedrive.com", [], ["deals", "leadWarning", "leads"]),
        ("insightly", "apiKey", "dynamic", "crm.na1.insightly.com", ["lead", "contact"], ["organisation", "opportunity", "project"]),
        ("clio", "oauth", "selectable", "eu.app.clio.com", ["Person", "Company"], ["matters", "billableStatus"]),
        ("redtail", "apiKey", "fixed", "crm.redtailtechnology.com", [], ["category"]),
        ("bullhorn", "oauth", "fixed", "app.bullhornstaffing.com", ["Candidate", "Contact", "Lead"], ["noteActions", "copyToContactComments"]),
        ("netsuite", "oauth", "dynamic", "1.app.netsuite.com", ["custjob", "contact", "vendor", "lead", "prospect"], ["salesorder", "opportunity"]),
        ("googleSheets", "oauth", "fixed", "docs.google.com", [], []),
        ("gohighlevel", "oauth", "fixed", "app.gohighlevel.com", ["contact"], []),
        ("freshdesk", "apiKey", "dynamic", "acme.freshdesk.com", ["contact"], []),
    ],
)  # fmt: skip
def test_every_official_platform_is_understood(
    name: str, auth_type: str, environment: str, host: str, contact_types: list[str], call_fields: list[str]
) -> None:
    typed = {"clio": "EU", "netsuite": "https://1.app.netsuite.com/app/center/card.nl?sc=-29"}.get(name, host)
    found = OFFICIAL.platform(name)
    assert (found.auth_type, found.environment.kind) == (auth_type, environment)
    assert hostname(found, typed) == host
    assert [each.value for each in found.contact_types] == contact_types
    assert [each.const for each in found.call_log_fields] == call_fields
    assert [finding.rule for finding in check_manifest(found)] == (
        ["manifest/field-const-differs"] if name == "insightly" else []
    )


def test_login_items_are_told_apart_by_their_hints() -> None:
    kinds = {
        each.const: each.kind for name in ("insightly", "redtail") for each in OFFICIAL.platform(name).login_fields
    }
    assert kinds == {
        "insightlyGetApiKey": LoginFieldKind.BUTTON,
        "apiKey": LoginFieldKind.TEXT,
        "apiUrl": LoginFieldKind.TEXT,
        "description": LoginFieldKind.PARAGRAPH,
        "username": LoginFieldKind.TEXT,
        "password": LoginFieldKind.PASSWORD,
    }
    notice = OFFICIAL.platform("bullhorn").server_logging_fields[-1]
    assert (notice.kind, notice.severity, notice.submits) == (LoginFieldKind.NOTICE, "warning", False)


def test_form_fields_keep_where_their_choices_come_from() -> None:
    matters, billable = OFFICIAL.platform("clio").call_log_fields
    assert matters.contact_dependent
    assert [(each.value, each.title) for each in billable.options][1] == ("non-billable", "Non-billable")
    assert billable.default_settings["inboundCall"] == "clioDefaultNonBillableTick"
    status = OFFICIAL.platform("bullhorn").new_contact_fields[0]
    assert (status.account_data_key, status.account_data_property_by_type["Lead"]) == ("bullhornData", "leadStatuses")
    warning = OFFICIAL.platform("pipedrive").call_log_fields[1]
    assert (warning.kind, warning.submits) == (PageFieldKind.WARNING, False)


def test_overrides_apply_for_their_hostname_and_meta_ones_always() -> None:
    plain, european = OFFICIAL.platform("clio"), OFFICIAL.platform("clio", "eu.app.clio.com")
    assert plain.oauth.auth_url == "https://app.clio.com/oauth/authorize"
    assert european.oauth.auth_url == "https://eu.app.clio.com/oauth/authorize"
    assert european.oauth.client_id != plain.oauth.client_id
    assert OFFICIAL.platform("gohighlevel").server_url == "https://ghl-rc-appconnect.loyally.nl"
    assert plain.server_url == OFFICIAL.server_url


@pytest.mark.parametrize("path", [[None], {}, None, "", False])
def test_an_override_without_a_path_changes_nothing(path: Any) -> None:
    changes = [{"path": path, "value": None}, {"path": "displayName", "value": "Acme"}]
    rule = {"triggerType": "meta", "overrideObjects": changes}
    manifest = parse_manifest({"platforms": {"crm": {"name": "crm", "override": [rule]}}})
    assert manifest.platform("crm").display_name == "Acme"


def test_the_consent_page_gets_both_spellings_of_the_response_type() -> None:
    address = authorization_url(OFFICIAL.platform("googleSheets"), redirect_uri="http://127.0.0.1:8123/callback")
    assert address.startswith(
        "https://accounts.google.com/o/oauth2/auth?responseType=code&response_type=code&client_id="
    )
    assert "&access_type=offline&prompt=consent&scope=https://www.googleapis.com/auth/drive.file%20https" in address
    assert "&state=platform%3DgoogleSheets&redirect_uri=http%3A%2F%2F127.0.0.1%3A8123%2Fcallback" in address
    netsuite = authorization_url(OFFICIAL.platform("netsuite"), extra={"code_challenge": "a b"})
    assert "&state=fillerString%2Cplatform%3Dnetsuite&" in netsuite
    assert netsuite.endswith("&code_challenge=a%20b")


def test_page_links_take_tokens_and_settings() -> None:
    values = {"hostname": "acme.test", "contactId": 7, "contactType": "contact", "logId": "9"}
    both = platform(
        contactPageUrl="https://{hostname}/{region}/c/{contactId}", logPageUrl="https://{hostname}/l/{logId}"
    )
    assert contact_page(both, values, {"region": {"value": "eu"}}) == "https://acme.test/eu/c/7"
    assert contact_page(both, values) is None
    assert log_page(both, values, {"region": {"value": "eu"}}) == "https://acme.test/eu/c/7"
    assert log_page(platform(canOpenLogPage=True, logPageUrl=both.log_page_url), values) == "https://acme.test/l/9"


def test_hostnames_say_what_is_needed() -> None:
    with pytest.raises(UsageError, match="no address of Pipedrive") as caught:
        hostname(OFFICIAL.platform("pipedrive"), "https://pipedrive.example.test")
    assert "*.pipedrive.com" in caught.value.hint
    with pytest.raises(UsageError, match="Choose where") as caught:
        hostname(OFFICIAL.platform("clio"))
    assert "AU (au.app.clio.com)" in caught.value.hint
    assert hostname(platform(), "https://acme.test:8443/page") == "acme.test"
    assert matches("*.app.netsuite.com/app*", "1.app.netsuite.com")
    assert not matches("*.app.netsuite.com/app*", "https://1.app.netsuite.com/pages/x")


def test_platforms_may_be_a_list_and_an_unknown_name_gets_a_near_one() -> None:
    seed = parse_manifest({"author": "Acme", "platforms": [{"name": "acme", "auth": {"type": "APIKEY"}}]})
    assert seed.author == "Acme"
    assert seed.platform().auth_type == "apiKey"
    with pytest.raises(UsageError, match="no platform “clo”") as caught:
        OFFICIAL.platform("clo")
    assert caught.value.hint == "Did you mean clio?"
    for broken in ([], {}, {"platforms": {}}):
        with pytest.raises(UsageError, match="describes no platform"):
            parse_manifest(broken)


FIELD = {"const": "deals", "title": "Deal", "type": "selection", "contactDependent": True}


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"name": ""}, "manifest/name-missing"),
        ({"name": "other"}, "manifest/name-differs"),
        ({"auth": {}}, "manifest/auth-type"),
        ({"auth": {"type": "apiKey"}}, "manifest/api-key-missing"),
        ({"auth": {"type": "oauth", "oauth": {"clientId": "c"}}}, "manifest/oauth-incomplete"),
        ({"environment": {}}, "manifest/environment-type"),
        ({"environment": {"type": "selectable", "selections": []}}, "manifest/environment-incomplete"),
        ({"settings": {}}, "manifest/not-a-list"),
        ({"contactPageUrl": "https://{hostname}/{contactID}"}, "manifest/token-unknown"),
        ({"contactPageUrl": "file:///{contactId}"}, "manifest/no-web-page"),
        ({"logPageUrl": "crm.example.test/{logId}"}, "manifest/no-web-page"),
        ({"page": {"callLog": {"additionalFields": [FIELD, FIELD]}}}, "manifest/field-twice"),
        ({"page": {"callLog": {"additionalFields": [{"const": "a", "type": "selection"}]}}}, "manifest/selection-without-options"),
        ({"page": {"callLog": {"additionalFields": [FIELD | {"defaultSettingValues": {"message": {"settingId": "x"}}}]}}}, "manifest/default-setting-unknown"),
        ({"page": {"callLog": {"additionalFields": [FIELD]}, "messageLog": {"additionalFields": [FIELD | {"const": "deal"}]}}}, "manifest/field-const-differs"),
    ],
)  # fmt: skip
def test_each_check_finds_its_fault_alone(members: dict[str, Any], rule: str) -> None:
    assert rules() == []
    assert rules(**members) == [rule]


@pytest.mark.parametrize(
    ("oauth", "rule"),
    [
        ({"scope": "contacts.read"}, "manifest/scope-without-key"),
        ({"customState": "filler"}, "manifest/state-without-platform"),
        ({"authUrl": "file:///tmp/tool.desktop"}, "manifest/no-web-page"),
        ({"authUrl": "acme.test/authorize"}, "manifest/no-web-page"),
        ({"customState": "filler,platform=acme&x=1"}, "manifest/state-tail"),
    ],
)
def test_oauth_details_are_checked(oauth: dict[str, str], rule: str) -> None:
    sound = {"authUrl": "https://acme.test/authorize", "clientId": "c"}
    assert rules(auth={"type": "oauth", "oauth": sound | oauth}) == [rule]


def test_contact_dependent_fields_need_contacts_that_hold_choices() -> None:
    with_deals = platform(page={"callLog": {"additionalFields": [FIELD]}})
    assert check_contact_fields(with_deals, [{"additionalInfo": {"deals": []}}]) == ()
    (finding,) = check_contact_fields(with_deals, [{"additionalInfo": {"deal": []}}, {"additionalInfo": None}])
    assert finding.rule == "manifest/contact-options-missing"
