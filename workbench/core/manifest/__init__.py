"""The manifest: how a CRM is presented, how its users connect, which extra fields its forms have (manifest.md)."""

from workbench.core.manifest.binding import SITUATIONS, bound_options, initial_value
from workbench.core.manifest.checks import check_contact_fields, check_manifest
from workbench.core.manifest.links import (
    authorization_url,
    contact_page,
    default_state,
    fill_link,
    hostname,
    log_page,
    matches,
)
from workbench.core.manifest.model import (
    ContactType,
    Environment,
    LoginField,
    LoginFieldKind,
    OAuthSettings,
    Option,
    PageField,
    PageFieldKind,
    Platform,
    Setting,
    SettingKind,
    SettingsSection,
)
from workbench.core.manifest.parse import Manifest, parse_manifest

__all__ = [
    "SITUATIONS",
    "ContactType",
    "Environment",
    "LoginField",
    "LoginFieldKind",
    "Manifest",
    "OAuthSettings",
    "Option",
    "PageField",
    "PageFieldKind",
    "Platform",
    "Setting",
    "SettingKind",
    "SettingsSection",
    "authorization_url",
    "bound_options",
    "check_contact_fields",
    "check_manifest",
    "contact_page",
    "default_state",
    "fill_link",
    "hostname",
    "initial_value",
    "log_page",
    "matches",
    "parse_manifest",
]
