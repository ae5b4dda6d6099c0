"""The 32 interfaces of an adapter, typed from the contract's data, with what people need beside it."""

from __future__ import annotations

import difflib
import enum
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.core.contract.eras import ERA_NAMES, HEAD, MID, SEED
from workbench.core.errors import UsageError
from workbench.core.values import Json


class CrmCalls(enum.StrEnum):
    """Whether a working adapter calls its CRM in an interface."""

    YES = "yes"
    NO = "no"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class InterfaceRow:
    """What the contract's data does not say of an interface."""

    name: str
    calls_crm: CrmCalls
    summary: str
    """One sentence for people."""
    synchronous_in: tuple[str, ...] = ()
    """Eras in which App Connect does not await the answer, so that a promise breaks it."""
    life_of_core: bool = False
    """One of the eleven of the seed documentation."""


ROWS: tuple[InterfaceRow, ...] = (
    # In the order of a life: log in, contacts, calls, messages, the rest, log out last.
    # A new interface is a new row here and an entry in resources/contract/interfaces.json.
    InterfaceRow(
        "getAuthType",
        CrmCalls.NO,
        "Says whether users log in by OAuth or by API key.",
        (SEED, MID),
        life_of_core=True,
    ),
    InterfaceRow(
        "getOauthInfo", CrmCalls.NO, "Gives the OAuth client and the addresses for the CRM.", life_of_core=True
    ),
    InterfaceRow("getBasicAuth", CrmCalls.NO, "Turns the API key into the text of a Basic header.", ERA_NAMES),
    InterfaceRow(
        "getOverridingOAuthOption", CrmCalls.NO, "Changes the request that exchanges the code for tokens.", ERA_NAMES
    ),
    InterfaceRow("getUserInfo", CrmCalls.YES, "Finds out who has logged in, so that the user can be stored."),
    InterfaceRow("postSaveUserInfo", CrmCalls.OPTIONAL, "Does work of its own after the user was stored."),
    InterfaceRow(
        "checkAndRefreshAccessToken", CrmCalls.OPTIONAL, "Renews the session with the CRM in the CRM's own way."
    ),
    InterfaceRow("authValidation", CrmCalls.YES, "Says whether the stored credentials still work."),
    InterfaceRow("refreshUserInfo", CrmCalls.YES, "Reads the user's details from the CRM once more."),
    InterfaceRow("getLicenseStatus", CrmCalls.OPTIONAL, "Says whether the user has a licence for this adapter."),
    InterfaceRow("findContact", CrmCalls.YES, "Finds the CRM's contacts for one phone number.", life_of_core=True),
    InterfaceRow("findContactWithName", CrmCalls.YES, "Finds the CRM's contacts for a name.", life_of_core=True),
    InterfaceRow(
        "createContact", CrmCalls.YES, "Creates one contact in the CRM for a phone number.", life_of_core=True
    ),
    InterfaceRow(
        "getLogFormatType", CrmCalls.NO, "Says in which format App Connect composes the text of a log.", (HEAD,)
    ),
    InterfaceRow("createCallLog", CrmCalls.YES, "Writes one activity in the CRM for one call.", life_of_core=True),
    InterfaceRow(
        "getCallLog", CrmCalls.YES, "Reads the activity of a logged call back from the CRM.", life_of_core=True
    ),
    InterfaceRow("updateCallLog", CrmCalls.YES, "Changes the activity of a logged call in the CRM.", life_of_core=True),
    InterfaceRow("upsertCallDisposition", CrmCalls.YES, "Writes the outcome of a logged call in the CRM."),
    InterfaceRow(
        "createMessageLog", CrmCalls.YES, "Writes one activity in the CRM for a conversation.", life_of_core=True
    ),
    InterfaceRow(
        "updateMessageLog", CrmCalls.YES, "Adds one more message to a logged conversation.", life_of_core=True
    ),
    InterfaceRow("getUserList", CrmCalls.YES, "Lists the CRM's users, so that extensions can be mapped to them."),
    InterfaceRow(
        "getManagedAuthOptions", CrmCalls.OPTIONAL, "Lists the choices for a login field that administrators fill."
    ),
    InterfaceRow(
        "getServerLoggingSettings", CrmCalls.OPTIONAL, "Reads the adapter's own settings for server-side logging."
    ),
    InterfaceRow(
        "updateServerLoggingSettings", CrmCalls.OPTIONAL, "Stores the adapter's own settings for server-side logging."
    ),
    InterfaceRow("onUpdateUserSettings", CrmCalls.OPTIONAL, "Checks changed settings before they are stored."),
    InterfaceRow("listAppointments", CrmCalls.YES, "Lists the user's appointments in a range of days."),
    InterfaceRow("createAppointment", CrmCalls.YES, "Creates one appointment in the CRM."),
    InterfaceRow("refreshAppointment", CrmCalls.YES, "Reads one appointment from the CRM once more."),
    InterfaceRow("updateAppointment", CrmCalls.YES, "Changes one appointment or its status in the CRM."),
    InterfaceRow("confirmAppointment", CrmCalls.YES, "Confirms one appointment in the CRM."),
    InterfaceRow("cancelAppointment", CrmCalls.YES, "Cancels one appointment in the CRM."),
    InterfaceRow(
        "unAuthorize", CrmCalls.OPTIONAL, "Logs the user out and clears the stored tokens.", life_of_core=True
    ),
)

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

LIFE_OF_AN_ADAPTER: tuple[str, ...] = tuple(row.name for row in ROWS)
"""All interfaces in the order in which they can run one after another."""

LIFE_OF_CORE: tuple[str, ...] = tuple(row.name for row in ROWS if row.life_of_core)
"""The eleven core interfaces in that order; the login stands between getOauthInfo and findContact."""

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
        order = {name: place for place, name in enumerate(LIFE_OF_AN_ADAPTER)}
        members = sorted(self.interfaces, key=lambda entry: order[entry.name])
        return tuple((title, tuple(entry for entry in members if entry.group == title)) for _, title in GROUPS)

    def resolve(self, schema: Json) -> Json:
        """The schema with its reference followed, when it is one."""
        while isinstance(schema, dict) and "$ref" in schema:
            schema = self.definitions[str(schema["$ref"]).rpartition("/")[2]]
        return schema


def interface_table(data: Json) -> InterfaceTable:
    """Type the contract's data (the parsed resources/contract/interfaces.json)."""
    rows = {row.name: row for row in ROWS}
    return InterfaceTable(
        tuple(_interface(entry, rows[entry["name"]]) for entry in data["interfaces"]),
        data["$defs"],
    )


def _interface(entry: Json, row: InterfaceRow) -> Interface:
    return Interface(
        name=entry["name"],
        group=dict(GROUPS)[entry["group"]],
        core11=entry["core11"],
        summary=row.summary,
        calls_crm=row.calls_crm,
        parameters=tuple(
            Parameter(
                name=item["name"],
                schema=item["schema"],
                supplied=item["supplied"],
                source=item["source"],
                eras=tuple(item["eras"]),
                example=item.get("example"),
            )
            for item in entry["parameters"]
        ),
        returns_schema=entry["returns"]["schema"],
        return_fields=tuple(
            ReturnField(
                field=item["field"],
                schema=item["schema"],
                required=item["required"],
                used_by_core=item["used_by_core"],
                if_missing=item["if_missing"],
                eras=tuple(item.get("eras", ERA_NAMES)),
            )
            for item in entry["returns"]["fields"]
        ),
        key_sets={name: tuple(keys) for name, keys in entry["key_sets"].items()},
        positional={era: tuple(keys) for era, keys in entry.get("positional_arguments", {}).items()},
        synchronous_in=row.synchronous_in,
        required_when=entry["required_when"],
        calling_convention=entry["calling_convention"],
        sync_rule=entry["sync_async"],
        called_by=tuple(entry["called_by"]),
        seed_differences=entry["seed_differences"],
        returning_nothing=entry.get("returning_nothing", ""),
        if_not_implemented=entry.get("if_not_implemented", ""),
        throws=entry.get("throws", ""),
        practice=entry.get("practice", ""),
        note=entry.get("note", ""),
    )
