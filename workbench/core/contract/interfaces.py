"""The interfaces of an adapter, typed from the contract's data and their rows (see core.interfaces)."""

from __future__ import annotations

import difflib
import enum
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.core.contract.eras import ERA_NAMES
from workbench.core.errors import UsageError
from workbench.core.values import Json


class CrmCalls(enum.StrEnum):
    """Whether a working adapter calls its CRM in an interface."""

    YES = "yes"
    NO = "no"
    OPTIONAL = "optional"


GROUPS: tuple[tuple[str, str], ...] = (
    ("auth", "Authentication"),
    ("contacts", "Contacts"),
    ("call logging", "Call logging"),
    ("message logging", "Message logging"),
    ("server-side logging", "Server-side logging"),
    ("appointments", "Appointments"),
    ("lifecycle", "Lifecycle hooks"),
)
"""Group of the contract's data, and its name for people, in display order."""

_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def snake_case(name: str) -> str:
    """The Python spelling of an interface: createCallLog becomes create_call_log, getOauthInfo get_oauth_info."""
    return "_".join(word.lower() for word in _WORDS.findall(name.replace("OAuth", "Oauth")))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument that App Connect passes to an interface."""

    name: str
    schema: Json
    """JSON Schema; may refer to the table's definitions."""
    supplied: str
    """When App Connect supplies it."""
    source: str
    """Where App Connect takes the value from."""
    eras: tuple[str, ...]
    example: Json


@dataclass(frozen=True, slots=True)
class ReturnField:
    """One member of what an interface gives back."""

    field: str
    """Dotted path; "(value)" or "(object)" for the whole value, "[].id" for a member of every item."""
    schema: Json
    required: bool
    used_by_core: str
    """What App Connect does with it."""
    if_missing: str
    eras: tuple[str, ...] = ERA_NAMES


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface of the contract."""

    name: str
    group: str
    """Group name for people, e.g. Call logging."""
    core11: bool
    """One of the eleven that the seed documentation called mandatory."""
    summary: str
    calls_crm: CrmCalls
    parameters: tuple[Parameter, ...]
    returns_schema: Json
    return_fields: tuple[ReturnField, ...]
    key_sets: Mapping[str, tuple[str, ...]]
    """Argument names by era and variant, e.g. head, head_login, head_shared."""
    positional: Mapping[str, tuple[str, ...]]
    """Argument order by era of the two interfaces that are called positionally; empty for a single object."""
    synchronous_in: tuple[str, ...]
    place: int
    """In the order of an adapter's life."""
    required_when: str
    calling_convention: str
    sync_rule: str
    called_by: tuple[str, ...]
    seed_differences: str
    returning_nothing: str = ""
    if_not_implemented: str = ""
    throws: str = ""
    practice: str = ""
    note: str = ""

    @property
    def snake_name(self) -> str:
        """The Python spelling of the name."""
        return snake_case(self.name)

    def exists_in(self, era: str) -> bool:
        """Whether App Connect of that era calls it at all."""
        return self.core11 or any(era in parameter.eras for parameter in self.parameters)

    def keys(self, era: str = "head", variant: str = "") -> tuple[str, ...]:
        """Names of the arguments App Connect passes, in the contract's order.

        Without a variant, or with one that this interface does not know, the era's plain set, else its first
        variant. Mid falls back to its late additions and then to seed, as the contract's data does.
        """
        if self.positional:
            return self.positional.get(era, ())
        for prefix in (era, "late_mid", "seed") if era == "mid" else (era,):
            named = {key: value for key, value in self.key_sets.items() if key.startswith(prefix)}
            for wanted in (f"{prefix}_{variant}", prefix):
                if wanted in named:
                    return named[wanted]
            if named and self.exists_in(era):
                return next(iter(named.values()))
        return ()

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; raises KeyError."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)


@dataclass(frozen=True)
class InterfaceTable:
    """All interfaces, in the order of the contract's data, with the shared definitions."""

    interfaces: tuple[Interface, ...]
    definitions: Mapping[str, Json] = field(default_factory=dict)
    """JSON Schema definitions by name, the targets of "#/$defs/<name>"."""

    def __iter__(self) -> Iterator[Interface]:
        return iter(self.interfaces)

    def __len__(self) -> int:
        return len(self.interfaces)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def __getitem__(self, name: str) -> Interface:
        """By name in either spelling; raises UsageError with the nearest name."""
        found = self.find(name)
        if found is None:
            near = self.nearest(name)
            raise UsageError(
                f"“{name}” is not an interface of App Connect.",
                code="unknown-interface",
                hint=f"Did you mean {near}?" if near else "workbench describe lists the interfaces of an adapter.",
            )
        return found

    @functools.cached_property
    def _by_name(self) -> dict[str, Interface]:
        """Both spellings of each."""
        return {name: entry for entry in self.interfaces for name in (entry.snake_name, entry.name)}

    @property
    def names(self) -> tuple[str, ...]:
        """All names in the contract's spelling."""
        return tuple(interface.name for interface in self.interfaces)

    @property
    def eleven(self) -> tuple[str, ...]:
        """Names of the core interfaces in the order of an adapter's life."""
        return tuple(entry.name for entry in sorted(self.interfaces, key=lambda entry: entry.place) if entry.core11)

    def find(self, name: str) -> Interface | None:
        """By name, camelCase or snake_case; None when there is none."""
        return self._by_name.get(name)

    def nearest(self, name: str, likeness: float = 0.75) -> str:
        """The interface name most like a misspelt one (likeness 0 to 1), or an empty string when none is near."""
        plain = {entry.name.lower(): entry.name for entry in self.interfaces}
        near = difflib.get_close_matches(name.replace("_", "").lower(), plain, n=1, cutoff=likeness)
        return plain[near[0]] if near else ""

    def groups(self) -> tuple[tuple[str, tuple[Interface, ...]], ...]:
        """Interfaces by group, groups and members in display order."""
        members = sorted(self.interfaces, key=lambda entry: entry.place)
        return tuple((title, tuple(entry for entry in members if entry.group == title)) for _, title in GROUPS)

    def resolve(self, schema: Json) -> Json:
        """The schema with its reference followed, when it is one."""
        while isinstance(schema, dict) and "$ref" in schema:
            schema = self.definitions[str(schema["$ref"]).rpartition("/")[2]]
        return schema
