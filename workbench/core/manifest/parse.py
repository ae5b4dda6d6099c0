"""Reading a manifest of any era: whatever is understood becomes typed, whatever is not stays in the raw objects."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.errors import UsageError
from workbench.core.manifest.model import (
    ContactType,
    Environment,
    LoginField,
    LoginFieldKind,
    OAuthSettings,
    Option,
    Override,
    PageField,
    PageFieldKind,
    Platform,
    Selection,
    Setting,
    SettingKind,
    SettingsSection,
)
from workbench.core.values import Json
from workbench.core.values.paths import set_path

MANIFEST_MEMBERS: Final = ("serverUrl", "redirectUri", "author", "version")
"""First parts of paths by which a meta override means the whole manifest rather than the platform."""

_UI_FIELDS: Final = {
    "typography": LoginFieldKind.PARAGRAPH,
    "button": LoginFieldKind.BUTTON,
    "admonition": LoginFieldKind.NOTICE,
}
_PAGE_KINDS: Final = {kind.value: kind for kind in PageFieldKind}
_SETTING_KINDS: Final = {kind.value: kind for kind in SettingKind}
_AUTH_TYPES: Final = {"oauth": "oauth", "apikey": "apiKey"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest file: what holds for all its platforms, and the platforms as they stand there."""

    server_url: str
    author: str
    version: str
    raw: Mapping[str, Json]
    raw_platforms: tuple[tuple[str, Mapping[str, Json]], ...]
    """Key and object of each platform."""

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of its platforms, in order."""
        return tuple(key for key, _ in self.raw_platforms)

    def platform(self, name: str = "", hostname: str = "") -> Platform:
        """One platform with the overrides for a hostname applied; without a name the only one.

        Raises UsageError when the name is unknown, or missing while there are several.
        """
        if not name and len(self.raw_platforms) == 1:
            name = self.raw_platforms[0][0]
        for key, data in self.raw_platforms:
            if name in (key, data.get("name")):
                return _platform(key, *_overridden(self.raw, data, hostname))
        near = difflib.get_close_matches(name, self.names, 1)
        hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(self.names)}."
        said = f"The manifest has no platform “{name}”." if name else "The manifest has several platforms."
        raise UsageError(said, code="unknown-platform", hint=hint)


def parse_manifest(data: Json) -> Manifest:
    """Read a manifest, platforms as an object or as a list; raises UsageError when there are none."""
    platforms = data.get("platforms") if isinstance(data, dict) else None
    if isinstance(platforms, list):
        found = [(text(each, "name"), each) for each in platforms if isinstance(each, dict)]
    elif isinstance(platforms, dict):
        found = [(key, each) for key, each in platforms.items() if isinstance(each, dict)]
    else:
        found = []
    if not found:
        raise UsageError(
            "The manifest describes no platform.",
            code="bad-manifest",
            hint="It needs a “platforms” object whose keys are platform names.",
        )
    author = data.get("author")
    return Manifest(
        server_url=text(data, "serverUrl"),
        author=author if isinstance(author, str) else text(author, "name"),
        version=text(data, "version"),
        raw=data,
        raw_platforms=tuple(found),
    )


def overrides(data: Mapping[str, Json]) -> tuple[Override, ...]:
    """The overrides of a platform object."""
    return tuple(
        Override(
            trigger=text(each, "triggerType"),
            value=text(each, "triggerValue"),
            changes=tuple(
                (path, change.get("value"))
                for change in objects(each, "overrideObjects")
                if (path := text(change, "path"))
            ),
        )
        for each in objects(data, "override")
    )


def text(data: Json, key: str) -> str:
    """A text member, or empty."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def objects(data: Json, key: str) -> list[dict[str, Any]]:
    """The objects of a list member; anything else is left out."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def member(data: Json, *keys: str) -> dict[str, Any]:
    """An object at the end of several member names, or an empty one."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, dict) else {}


def _overridden(
    manifest: Mapping[str, Json], data: Mapping[str, Json], hostname: str
) -> tuple[Mapping[str, Json], str]:
    """The platform after its overrides, and its server address; list order counts (manifest.md section 8)."""
    changed: Json = copy.deepcopy(dict(data))
    top: Json = {key: value for key, value in manifest.items() if key in MANIFEST_MEMBERS}
    for override in overrides(data):
        if override.trigger == "hostname" and override.value != hostname:
            continue
        for path, value in override.changes:
            if override.trigger == "meta" and path.partition(".")[0] in MANIFEST_MEMBERS:
                top = set_path(top, path, value)
            else:
                changed = set_path(changed, path, value)
    return changed, text(top, "serverUrl")


def _platform(key: str, data: Mapping[str, Json], server_url: str) -> Platform:
    auth = member(data, "auth")
    oauth = member(auth, "oauth")
    page = member(auth, "apiKey", "page")
    said = text(auth, "type")
    return Platform(
        key=key,
        name=text(data, "name"),
        display_name=text(data, "displayName") or text(data, "name") or key,
        auth_type=_AUTH_TYPES.get(said.lower(), said),
        oauth=OAuthSettings(
            auth_url=text(oauth, "authUrl"),
            client_id=text(oauth, "clientId"),
            redirect_uri=text(oauth, "redirectUri"),
            scope=text(oauth, "scope"),
            custom_state=text(oauth, "customState"),
        ),
        login_fields=tuple(map(_login_field, objects(page, "content"))),
        environment=_environment(member(data, "environment")),
        contact_types=tuple(map(_contact_type, objects(data, "contactTypes"))),
        call_log_fields=_page_fields(data, "callLog"),
        message_log_fields=_page_fields(data, "messageLog"),
        new_contact_fields=_page_fields(data, "newContact"),
        server_logging_fields=tuple(map(_login_field, objects(member(data, "serverSideLogging"), "additionalFields"))),
        contact_page_url=text(data, "contactPageUrl"),
        log_page_url=text(data, "logPageUrl"),
        can_open_log_page=data.get("canOpenLogPage") is True,
        settings=tuple(
            SettingsSection(
                id=text(section, "id"),
                name=text(section, "name"),
                items=tuple(map(_setting, objects(section, "items"))),
                visible_to_users=section.get("visibleToUsers") is not False,
            )
            for section in objects(data, "settings")
        ),
        admin_settings=tuple(map(_setting, objects(data, "adminSettings"))),
        server_url=server_url,
        raw=data,
    )


def _login_field(data: dict[str, Any]) -> LoginField:
    hints = member(data, "uiSchema")
    kind = _UI_FIELDS.get(text(hints, "ui:field"), LoginFieldKind.TEXT)
    if text(hints, "ui:widget") == "password":
        kind = LoginFieldKind.PASSWORD
    return LoginField(
        const=text(data, "const"),
        title=text(data, "title") or text(data, "const"),
        kind=kind,
        description=text(data, "description"),
        placeholder=text(data, "placeholder"),
        required=data.get("required") is True,
        hidden=data.get("hidden") is True,
        managed=data.get("managed") is True,
        managed_scope=text(data, "managedScope"),
        managed_type=text(data, "managedFieldType") or "input",
        severity=text(hints, "ui:severity"),
    )


def _page_fields(data: Mapping[str, Json], page: str) -> tuple[PageField, ...]:
    return tuple(map(_page_field, objects(member(data, "page", page), "additionalFields")))


def _page_field(data: dict[str, Any]) -> PageField:
    kind = text(data, "type")
    situations = member(data, "defaultSettingValues")
    return PageField(
        const=text(data, "const"),
        title=text(data, "title") or text(data, "const"),
        kind=_PAGE_KINDS.get(kind, PageFieldKind.INPUT),
        description=text(data, "description"),
        required=data.get("required") is True,
        contact_dependent=data.get("contactDependent") is True,
        options=_options(data.get("options")),
        account_data_key=text(data, "accountDataKey"),
        account_data_property=text(data, "accountDataProperty"),
        account_data_property_by_type=member(data, "accountDataPropertyByContactType"),
        allow_custom_value=data.get("allowCustomValue") is True,
        default=data.get("defaultValue"),
        default_settings={name: text(value, "settingId") for name, value in situations.items()},
    )


def _options(data: Json) -> tuple[Option, ...]:
    """Form options use const and title, settings id and name, old manifests bare texts (manifest.md section 7)."""
    found = []
    for each in data if isinstance(data, list) else []:
        if isinstance(each, dict):
            value = each.get("const", each.get("id"))
            title = text(each, "title") or text(each, "name") or str(value)
            found.append(Option(value, title, text(each, "description")))
        else:
            found.append(Option(each, str(each)))
    return tuple(found)


def _setting(data: dict[str, Any]) -> Setting:
    return Setting(
        id=text(data, "id"),
        name=text(data, "name"),
        kind=_SETTING_KINDS.get(text(data, "type"), SettingKind.INPUT),
        default=data.get("defaultValue"),
        options=_options(data.get("options")),
        description=" ".join(filter(None, (text(data, "description"), text(data, "helper")))),
        placeholder=text(data, "placeholder"),
        required=data.get("required") is True,
        multiple=data.get("multiple") is True,
        words=text(data, "value") or text(data, "name"),
    )


def _contact_type(data: dict[str, Any]) -> ContactType:
    value = text(data, "value")
    return ContactType(value, text(data, "display") or value)


def _environment(data: dict[str, Any]) -> Environment:
    instructions = data.get("instructions")
    return Environment(
        kind=text(data, "type"),
        url=text(data, "url"),
        url_identifier=text(data, "urlIdentifier"),
        instructions=tuple(map(str, instructions)) if isinstance(instructions, list) else (),
        selections=tuple(Selection(text(each, "const"), text(each, "name")) for each in objects(data, "selections")),
    )
