"""The contract's data and the rows of the interfaces, put together."""

from __future__ import annotations

from workbench.core.contract.eras import ERA_NAMES
from workbench.core.contract.interfaces import GROUPS, Interface, InterfaceTable, Parameter, ReturnField
from workbench.core.interfaces import rows
from workbench.core.interfaces.row import InterfaceRow
from workbench.core.values import Json


def interface_table(data: Json) -> InterfaceTable:
    """Type the contract's data (the parsed resources/contract/interfaces.json)."""
    place = {name: number for number, name in enumerate(rows())}
    return InterfaceTable(
        tuple(_interface(entry, place[entry["name"]], rows()[entry["name"]]) for entry in data["interfaces"]),
        data["$defs"],
    )


def _interface(entry: Json, place: int, row: InterfaceRow) -> Interface:
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
        place=place,
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
