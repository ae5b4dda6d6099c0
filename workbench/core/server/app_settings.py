"""How App Connect's server keeps and merges what users and administrators set (runtime.md section 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.core.errors import UsageError
from workbench.core.manifest import Platform
from workbench.core.manifest.user_settings import Entry, entry_of, strange_names
from workbench.core.server.answers import type_error
from workbench.core.server.store_table import Row
from workbench.core.server.stores import Stores
from workbench.core.values import Json
from workbench.core.values.javascript import as_object, truthy
from workbench.core.values.json_text import read_json

USER_SETTINGS: Final = "userSettings"
USER_MAPPINGS: Final = "userMappings"

ADMIN_COLUMNS: Final = (
    USER_SETTINGS,
    "customAdapter",
    "adminAccessToken",
    "adminRefreshToken",
    "adminTokenExpiry",
    USER_MAPPINGS,
)
"""Columns of an account's administrator configuration, besides its id."""

SECRET_COLUMNS: Final = ("adminAccessToken", "adminRefreshToken")

_PLUGIN: Final = "plugin_"
"""How ids of plugins' settings begin; their value holds a config, merged member by member."""


@dataclass(frozen=True, slots=True)
class AppSettings:
    """What is set for the user and account of a connection."""

    user: Mapping[str, Entry] = field(default_factory=dict)
    """The user's own, by id."""
    admin: Mapping[str, Json] = field(default_factory=dict, repr=False)
    """Columns of the account's administrator configuration."""

    def __bool__(self) -> bool:
        return bool(self.user or self.admin)

    def over(self, other: AppSettings) -> AppSettings:
        """Both, where these go first; an administrator's settings are put together one by one."""
        admin = {**other.admin, **self.admin}
        if USER_SETTINGS in admin:
            admin[USER_SETTINGS] = {**(other.admin.get(USER_SETTINGS) or {}), **(self.admin.get(USER_SETTINGS) or {})}
        return AppSettings({**other.user, **self.user}, admin)

    @property
    def secrets(self) -> frozenset[str]:
        """Values to mask."""
        return frozenset(str(self.admin[name]) for name in SECRET_COLUMNS if self.admin.get(name))

    def slips(self, platform: Platform | None) -> tuple[str, ...]:
        """Sentences about names that are probably slips."""
        return tuple(strange_names(platform, {**self.user, **(self.admin.get(USER_SETTINGS) or {})}))


def read_settings(platform: Platform | None, user: Mapping[str, Json], admin: Mapping[str, Json]) -> AppSettings:
    """What was given by name: values, or whole entries; raises UsageError.

    An administrator's names are columns; any other is a setting, which users may change unless its name ends in !
    (name!=value) or its entry says otherwise.
    """
    columns: dict[str, Json] = {}
    settings: dict[str, Json] = {}
    for name, given in admin.items():
        if name == USER_SETTINGS:
            given = _json(name, given, dict)
            settings |= {each: entry_of(platform, each, value) for each, value in given.items()}
        elif name in ADMIN_COLUMNS:
            columns[name] = given if name in SECRET_COLUMNS else _json(name, given, *_KINDS.get(name, ()))
        else:
            entry = entry_of(platform, name.removesuffix("!"), given)
            settings[name.removesuffix("!")] = {"customizable": not name.endswith("!"), **entry}
    if settings:
        columns[USER_SETTINGS] = settings
    return AppSettings({name: entry_of(platform, name, given) for name, given in user.items()}, columns)


def _json(name: str, given: Json, *kinds: type) -> Json:
    """A column's value, which a text may hold as JSON."""
    value = given
    if isinstance(given, str) and kinds:
        try:
            value = read_json(given)
        except ValueError:
            value = None
    if kinds and not isinstance(value, kinds):
        raise UsageError(f"{name} is no {_WORDS[kinds[0]]}.", code="bad-admin", hint=f"Write it so: {_LIKE[name]}")
    return value


_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    USER_SETTINGS: (dict,),
    USER_MAPPINGS: (list,),
    "customAdapter": (dict,),
}
_WORDS: Final[Mapping[type, str]] = {dict: "JSON object", list: "JSON list"}
_LIKE: Final[Mapping[str, str]] = {
    USER_SETTINGS: '{"settingId": {"value": "x", "customizable": false}}',
    USER_MAPPINGS: '[{"crmUserId": "12", "rcExtensionId": ["62000101"]}]',
    "customAdapter": "{}",
}


def write_admin(stores: Stores, account: str, values: Mapping[str, Json]) -> Row:
    """Store columns of an account's configuration; the others stay. `account` is the hashed account id."""
    stores.admin_configs[account] = {name: value for name, value in values.items() if name in ADMIN_COLUMNS}
    return stores.admin_configs[account]


def admin_settings(stores: Stores, account: str) -> Json:
    """The administrator's settings of an account; None where nothing is stored."""
    return stores.admin_configs.get(account, {}).get(USER_SETTINGS)


def merged_settings(admin: Json, user: Json, era: str = "head") -> Json:
    """What a user's client gets: the administrator's, and the user's own where they are allowed.

    A user's value holds where the administrator has none or lets users choose; what is removed vanishes. Without an
    administrator's configuration the user's settings are passed on as they are. Earlier servers know neither removed
    settings nor plugins. Raises AdapterThrew for settings that JavaScript could not read.
    """
    if not truthy(admin):
        return user
    merged: dict[str, Json] = {}
    if not truthy(user):
        return merged
    admin, user = as_object(admin) or {}, as_object(user) or {}
    for name in {**admin, **user}:
        theirs = as_object(admin.get(name)) or {}
        if theirs.get("isRemoved") and era == "head":
            continue
        if name in user and (name not in admin or theirs.get("customizable")):
            entry = _own(name, user[name], theirs, era)
            if entry is not None:
                merged[name] = entry
        else:
            merged[name] = admin.get(name)
    return merged


def is_locked(admin: Json, name: str) -> bool:
    """Whether an administrator has set or removed a setting and lets nobody change it."""
    entry = admin.get(name) if isinstance(admin, dict) else None
    return isinstance(entry, dict) and bool(entry.get("isRemoved") or not entry.get("customizable"))


def _own(name: str, entry: Json, theirs: Mapping[str, Any], era: str) -> Entry | None:
    """A user's entry as it is passed on; None for a plugin that nobody has configured."""
    if not isinstance(entry, dict):
        if entry is None:
            raise type_error("Cannot read properties of null (reading 'value')")
        entry = {}
    kept = {key: entry[key] for key in ("value", "defaultValue", "options") if key in entry}
    if name.startswith(_PLUGIN) and era == "head":
        config = _plugin_config(kept.get("value"), theirs)
        if config is None:
            return None
        kept["value"] = {**kept["value"], "config": config}
    return {"customizable": True, **kept}


def _plugin_config(value: Json, theirs: Mapping[str, Any]) -> Json:
    """The config of a plugin: the administrator's member where it is locked, or where the user's is empty."""
    own = value.get("config") if isinstance(value, dict) else None
    if not isinstance(own, dict):
        raise type_error("Cannot convert undefined or null to object")
    value = as_object(theirs.get("value")) or {}
    their = as_object(value.get("config"))
    if not own or their is None:
        return own or their
    config: dict[str, Json] = {}
    for key, member in own.items():
        admins = as_object(their.get(key))
        member = as_object(member) or {}
        if admins and not admins.get("customizable"):
            config[key] = admins
            continue
        if not member.get("value"):
            if admins is None:
                raise type_error("Cannot read properties of undefined (reading 'value')")
            if admins.get("value"):
                config[key] = admins
                continue
        config[key] = {**member, "customizable": True if admins is None else admins.get("customizable", True)}
    return config
