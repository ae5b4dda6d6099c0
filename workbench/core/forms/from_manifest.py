"""The fields that a manifest adds to a form, and the choices that it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from workbench.core.forms.items import NAME
from workbench.core.forms.model import Choice, Field, FieldGroup, FieldKind
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

Groups = list[FieldGroup]
FromManifest = Callable[[Platform | None], Groups]
"""Groups of the manifest's own fields; without a manifest what stands for them."""

FitForm = Callable[[Groups, Platform | None], Groups]
"""Changes a form's groups for a platform, None where there is no manifest."""

TITLE: Final = "Fields from the manifest"

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


def no_fields(_platform: Platform | None) -> Groups:
    """For interfaces that take nothing of a manifest."""
    return []


def call_log_fields(platform: Platform | None) -> Groups:
    """Fields of the call log page."""
    return _submission(platform.call_log_fields if platform else ())


def message_log_fields(platform: Platform | None) -> Groups:
    """Fields of the message log page."""
    return _submission(platform.message_log_fields if platform else ())


def new_contact_fields(platform: Platform | None) -> Groups:
    """Fields of the page for a new contact."""
    return _submission(platform.new_contact_fields if platform else ())


def disposition_fields(platform: Platform | None) -> Groups:
    """Fields of the call log page, as dispositions."""
    return _group(_page_fields(platform.call_log_fields if platform else (), "dispositions"))


def server_logging_fields(platform: Platform | None) -> Groups:
    """Fields that an administrator fills in for server-side logging."""
    return _group(_login_fields(platform.server_logging_fields if platform else (), "additionalFieldValues"))


def settings_sections(platform: Platform | None) -> Groups:
    """The user's settings, a group for each section."""
    return [
        FieldGroup(section.name or section.id, setting_fields(section))
        for section in (platform.settings if platform else ())
    ]


def as_they_are(groups: Groups, _platform: Platform | None) -> Groups:
    """Nothing is changed."""
    return groups


def login_of_platform(groups: Groups, platform: Platform | None) -> Groups:
    """The login that the platform uses; both without a manifest. The manifest's items replace the plain API key."""
    by_key, by_oauth = groups
    if platform is None:
        return [replace(by_key, fields=by_key.fields[:1]), by_oauth]
    if platform.auth_type != "apiKey":
        return [by_oauth]
    items = _login_fields(platform.login_fields, "additionalInfo")
    return [replace(by_key, fields=(*items, *by_key.fields[1:]))] if items else [by_key]


def managed_choices(groups: Groups, platform: Platform | None) -> Groups:
    """The login fields whose choices the adapter gives."""
    if platform is None:
        return groups
    dynamic = [each for each in platform.login_fields if each.managed and each.managed_type == "dynamic"]
    return with_choices(groups, {"fieldConst": tuple(Choice(each.const, each.title) for each in dynamic)})


def contact_types(groups: Groups, platform: Platform | None) -> Groups:
    """Contact types are the manifest's to choose from."""
    if platform is None or not platform.contact_types:
        return groups
    types = tuple(Choice(each.value, each.display) for each in platform.contact_types)
    return with_choices(groups, {"newContactType": types, "contactType": types})


def with_choices(groups: Groups, offered: dict[str, tuple[Choice, ...]]) -> Groups:
    """The groups with choices for the fields at these paths."""
    return [replace(group, fields=tuple(_offering(field, offered) for field in group.fields)) for group in groups]


def _offering(field: Field, offered: dict[str, tuple[Choice, ...]]) -> Field:
    if field.path not in offered:
        return field
    custom = field.path != "newContactType"
    return replace(field, kind=FieldKind.CHOICE, choices=offered[field.path], custom=custom)


def _submission(page: tuple[PageField, ...]) -> Groups:
    fields = _page_fields(page, "additionalSubmission")
    if any(field.editable for field in fields):
        return _group(fields)
    return [
        FieldGroup("Additional values", (*fields, Field("additionalSubmission", "Additional values", FieldKind.OBJECT)))
    ]


def _group(fields: tuple[Field, ...]) -> Groups:
    return [FieldGroup(TITLE, fields)] if fields else []


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
