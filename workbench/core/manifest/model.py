"""What a manifest says of one platform, typed (manifest.md); members that nobody asked for stay in `raw`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.core.values import Json


class LoginFieldKind(enum.StrEnum):
    """How an item of the API-key page is shown (manifest.md section 4.2); only the first two are submitted."""

    TEXT = "text"
    PASSWORD = "password"  # noqa: S105 - the kind's name, no secret
    PARAGRAPH = "paragraph"
    BUTTON = "button"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class LoginField:
    """One item of the API-key login page."""

    const: str
    """Key inside additionalInfo; apiKey becomes the stored token."""
    title: str
    kind: LoginFieldKind
    description: str = ""
    placeholder: str = ""
    required: bool = False
    hidden: bool = False
    """Not shown to ordinary users."""
    managed: bool = False
    """An administrator supplies the value."""
    managed_scope: str = ""
    """account or user."""
    managed_type: str = "input"
    """input, or dynamic: the choices come from getManagedAuthOptions."""
    severity: str = ""
    """Of a notice: info, warning, error or success."""

    @property
    def submits(self) -> bool:
        """Whether the item has a value that the client sends."""
        return self.kind in (LoginFieldKind.TEXT, LoginFieldKind.PASSWORD)


class PageFieldKind(enum.StrEnum):
    """Kinds of additional form fields (manifest.md section 5.1)."""

    SELECTION = "selection"
    INPUT = "inputField"
    CHECKBOX = "checkbox"
    DATE = "date"
    STRING = "string"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a selection."""

    value: Json
    """What is submitted."""
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PageField:
    """One additional field of the call, message or contact form."""

    const: str
    """Key in additionalSubmission, and in a contact's additionalInfo."""
    title: str
    kind: PageFieldKind
    description: str = ""
    required: bool = False
    contact_dependent: bool = False
    """The choices are the list stored under `const` in the chosen contact's additionalInfo."""
    options: tuple[Option, ...] = ()
    account_data_key: str = ""
    account_data_property: str = ""
    account_data_property_by_type: Mapping[str, str] = field(default_factory=dict)
    allow_custom_value: bool = False
    default: Json = None
    default_settings: Mapping[str, str] = field(default_factory=dict)
    """Situation (inboundCall, outboundCall, message, voicemail, fax) to the setting that holds the initial value."""

    @property
    def submits(self) -> bool:
        """Whether the field has a value that the client sends."""
        return self.kind is not PageFieldKind.WARNING


@dataclass(frozen=True, slots=True)
class ContactType:
    """A kind of contact that the user can create."""

    value: str
    """Becomes newContactType."""
    display: str


@dataclass(frozen=True, slots=True)
class Selection:
    """One address of a selectable environment."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Environment:
    """How the hostname is found (manifest.md section 3)."""

    kind: str = ""
    """fixed, dynamic or selectable; empty when the manifest has none."""
    url: str = ""
    url_identifier: str = ""
    instructions: tuple[str, ...] = ()
    selections: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """auth.oauth (manifest.md section 4.1); secrets never stand in a manifest."""

    auth_url: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    """A ready query fragment with its own key, e.g. `scope=a b`."""
    custom_state: str = ""


class SettingKind(enum.StrEnum):
    """Kinds of settings (manifest.md section 7)."""

    INPUT = "inputField"
    BOOLEAN = "boolean"
    OPTION = "option"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Setting:
    """One item of the settings page."""

    id: str
    name: str
    kind: SettingKind
    """A kind that is unknown is an input field."""
    default: Json = None
    """What the form begins with; it is not written into userSettings, adapters apply their own."""
    options: tuple[Option, ...] = ()
    description: str = ""
    placeholder: str = ""
    required: bool = False
    multiple: bool = False
    """Whether the value is a list of options' ids."""
    words: str = ""
    """What a warning says."""

    @property
    def stores(self) -> bool:
        """Whether the item has a value."""
        return self.kind is not SettingKind.WARNING


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """A group of settings."""

    id: str
    name: str
    items: tuple[Setting, ...] = ()
    visible_to_users: bool = True


@dataclass(frozen=True, slots=True)
class Override:
    """Values that replace others for one hostname, or always (manifest.md section 8)."""

    trigger: str
    """hostname or meta."""
    value: str
    """The hostname meant."""
    changes: tuple[tuple[str, Json], ...]
    """Dotted paths and the values put there."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One CRM profile, overrides applied."""

    key: str
    """Its key in the manifest."""
    name: str
    display_name: str
    auth_type: str
    """oauth or apiKey, in this spelling whatever the manifest's; else the manifest's own word."""
    oauth: OAuthSettings = field(default_factory=OAuthSettings)
    login_fields: tuple[LoginField, ...] = ()
    environment: Environment = field(default_factory=Environment)
    contact_types: tuple[ContactType, ...] = ()
    call_log_fields: tuple[PageField, ...] = ()
    message_log_fields: tuple[PageField, ...] = ()
    new_contact_fields: tuple[PageField, ...] = ()
    server_logging_fields: tuple[LoginField, ...] = ()
    """serverSideLogging.additionalFields, which look like login fields in real manifests."""
    contact_page_url: str = ""
    log_page_url: str = ""
    can_open_log_page: bool = False
    settings: tuple[SettingsSection, ...] = ()
    admin_settings: tuple[Setting, ...] = ()
    server_url: str = ""
    """Base of the connector server's routes for this platform."""
    raw: Mapping[str, Json] = field(default_factory=dict)
    """The whole platform object, overrides applied."""

    @property
    def searches_contacts(self) -> bool:
        """Whether the client offers to search contacts by name (manifest.md section 5)."""
        page = self.raw.get("page")
        return isinstance(page, dict) and bool(page.get("useContactSearch"))

    @property
    def setting_ids(self) -> frozenset[str]:
        """Ids under which userSettings can hold a value."""
        return frozenset(item.id for section in self.admin_pages for item in section.items)

    @property
    def user_pages(self) -> tuple[SettingsSection, ...]:
        """The sections that a user sees."""
        return tuple(section for section in self.settings if section.visible_to_users)

    @property
    def admin_pages(self) -> tuple[SettingsSection, ...]:
        """The sections that an administrator sees: every user's, hidden ones too, and the administrator's own."""
        own = SettingsSection("adminSettings", "For administrators", self.admin_settings, visible_to_users=False)
        return (*self.settings, own) if self.admin_settings else self.settings
