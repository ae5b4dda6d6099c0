"""Building the form of an interface from the tables and the platform's manifest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from workbench.core.arguments.table import SETS
from workbench.core.errors import UsageError
from workbench.core.forms.items import NAME
from workbench.core.forms.model import Choice, Field, FieldGroup, FieldKind, Form
from workbench.core.forms.rows import FILLED, GROUPS, MANIFEST_FIELDS, SUBMITTED
from workbench.core.manifest.model import (
    LoginField,
    LoginFieldKind,
    PageField,
    PageFieldKind,
    Platform,
    Setting,
    SettingKind,
    SettingsSection,
)

_PAGE_KINDS: Final = {
    PageFieldKind.SELECTION: FieldKind.CHOICE,
    PageFieldKind.CHECKBOX: FieldKind.CHECKBOX,
    PageFieldKind.DATE: FieldKind.DATE,
    PageFieldKind.WARNING: FieldKind.NOTICE,
}
_SETTING_KINDS: Final = {
    SettingKind.INPUT: FieldKind.TEXT,
    SettingKind.BOOLEAN: FieldKind.CHECKBOX,
    SettingKind.OPTION: FieldKind.CHOICE,
}


def build_form(interface: str, platform: Platform | None = None, *, message: int = 0) -> Form:
    """The form of an interface: its request's members, the manifest's fields, and what the server fills in.

    Without a manifest, members that it would describe are plain text or JSON. `message` is the
    place in the payload's list of the message that a message form is about (see `arguments.message_place`).
    Raises UsageError for an unknown name.
    """
    if interface not in SETS:
        raise UsageError(
            f"“{interface}” is not an interface of App Connect.",
            code="unknown-interface",
            hint="The names are those of the contract, such as createCallLog.",
        )
    groups: list[FieldGroup] = []
    for group in GROUPS.get(interface, ()):
        if group is MANIFEST_FIELDS:
            groups.extend(_manifest_groups(interface, platform))
        else:
            groups.append(_about_message(_with_choices(interface, group, platform), message))
    if interface == "getUserInfo":
        groups = _login_groups(groups, platform)
    filled = tuple(Field(name, name, FieldKind.FILLED, help=FILLED.get(name, "")) for name in _filled_names(interface))
    if filled:
        groups.append(FieldGroup("Filled in by App Connect", filled))
    return Form(interface, tuple(groups))


def _about_message(group: FieldGroup, message: int) -> FieldGroup:
    fields = tuple(
        replace(field, path=field.path.replace("logInfo.messages.0.", f"logInfo.messages.{message}."))
        for field in group.fields
    )
    return replace(group, fields=fields)


def _filled_names(interface: str) -> Iterable[str]:
    """Arguments of every variant that the server makes, in the contract's order."""
    names = dict.fromkeys(row.name for each in SETS[interface] for row in each.rows)
    return [name for name in names if name in FILLED and (interface, name) not in SUBMITTED]


def _manifest_groups(interface: str, platform: Platform | None) -> list[FieldGroup]:
    """The group of the manifest's own fields; a JSON object where there is no manifest."""
    title = "Fields from the manifest"
    if interface == "updateServerLoggingSettings":
        fields = _login_fields(platform.server_logging_fields if platform else (), "additionalFieldValues")
    elif interface == "onUpdateUserSettings":
        return [
            FieldGroup(section.name or section.id, setting_fields(section))
            for section in (platform.settings if platform else ())
        ]
    elif interface == "upsertCallDisposition":
        fields = _page_fields(platform.call_log_fields if platform else (), "dispositions")
    else:
        fields = _page_fields(_page(interface, platform), "additionalSubmission")
        if not any(field.editable for field in fields):
            fields = (*fields, Field("additionalSubmission", "Additional values", FieldKind.OBJECT))
            title = "Additional values"
    return [FieldGroup(title, fields)] if fields else []


def _page(interface: str, platform: Platform | None) -> tuple[PageField, ...]:
    if platform is None:
        return ()
    if interface == "createContact":
        return platform.new_contact_fields
    return platform.message_log_fields if "Message" in interface else platform.call_log_fields


def _page_fields(fields: Iterable[PageField], parent: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            f"{parent}.{each.const}" if each.submits else "",
            each.title,
            _PAGE_KINDS.get(each.kind, FieldKind.TEXT),
            required=each.required,
            help=each.description,
            choices=tuple(Choice(option.value, option.title) for option in each.options),
            # Choices that only the CRM's own data knows: the client asks for them, here they are typed.
            custom=each.allow_custom_value or not (each.options or each.contact_dependent),
            default=each.default,
            page_field=each,
        )
        for each in fields
    )


def _login_fields(fields: Iterable[LoginField], parent: str) -> tuple[Field, ...]:
    kinds = {LoginFieldKind.TEXT: FieldKind.TEXT, LoginFieldKind.PASSWORD: FieldKind.SECRET}
    return tuple(
        Field(
            f"{parent}.{each.const}" if each.submits else "",
            each.title,
            FieldKind.SECRET if each.const == "apiKey" else kinds.get(each.kind, FieldKind.NOTICE),
            required=each.required,
            help=each.description or each.placeholder,
        )
        for each in fields
        if each.kind is not LoginFieldKind.BUTTON
    )


def _login_groups(groups: list[FieldGroup], platform: Platform | None) -> list[FieldGroup]:
    """The login that the platform uses; both without a manifest. The manifest's items replace the plain API key."""
    by_key, by_oauth = groups
    if platform is None:
        return [replace(by_key, fields=by_key.fields[:1]), by_oauth]
    if platform.auth_type != "apiKey":
        return [by_oauth]
    items = _login_fields(platform.login_fields, "additionalInfo")
    return [replace(by_key, fields=(*items, *by_key.fields[1:]))] if items else [by_key]


def setting_fields(section: SettingsSection) -> tuple[Field, ...]:
    """The fields of a settings section; their paths are places in a request of settings."""
    return tuple(map(_setting_field, section.items))


def _setting_field(setting: Setting) -> Field:
    if not setting.stores:
        return Field("", setting.words, FieldKind.NOTICE)
    choices = tuple(Choice(option.value, option.title) for option in setting.options)
    kind = _SETTING_KINDS[setting.kind]
    if kind is FieldKind.CHOICE and setting.multiple:
        kind = FieldKind.CHOICES if choices else FieldKind.LIST
    return Field(
        f"userSettings.{setting.id}.value",
        setting.name or setting.id,
        kind,
        required=setting.required,
        help=" ".join(filter(None, (setting.description, _begins_with(setting)))),
        choices=choices,
        # Choices that only the CRM's own data knows are typed.
        custom=not choices,
        item=NAME if kind is FieldKind.LIST else None,
    )


def _begins_with(setting: Setting) -> str:
    """What the form begins with, which is stored only once somebody saves it."""
    if setting.default in (None, "", []):
        return ""
    defaults = setting.default if isinstance(setting.default, list) else [setting.default]
    titles = {str(option.value): option.title for option in setting.options}
    return f"It begins with {', '.join(titles.get(str(each), str(each)) for each in defaults)}."


def _with_choices(interface: str, group: FieldGroup, platform: Platform | None) -> FieldGroup:
    """Contact types and managed fields are the manifest's to choose from."""
    if platform is None:
        return group
    offered: dict[str, tuple[Choice, ...]] = {}
    if platform.contact_types:
        types = tuple(Choice(each.value, each.display) for each in platform.contact_types)
        offered = {"newContactType": types, "contactType": types}
    if interface == "getManagedAuthOptions":
        dynamic = [each for each in platform.login_fields if each.managed and each.managed_type == "dynamic"]
        offered["fieldConst"] = tuple(Choice(each.const, each.title) for each in dynamic)
    fields = tuple(
        replace(field, kind=FieldKind.CHOICE, choices=offered[field.path], custom=field.path != "newContactType")
        if field.path in offered
        else field
        for field in group.fields
    )
    return replace(group, fields=fields)
