"""The stand-in user behaves like App Connect's stored row (runtime.md section 2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders_node import a_user, open_node, write_files

from workbench.core.connection.user import UserChanges, UserOperation
from workbench.core.run.invocation import Outcome
from workbench.core.values import UNDEFINED, Special


async def run(tmp_path: Path, body: str, **columns: Any) -> Outcome:
    text = f"exports.getAuthType = () => 'apiKey';\nexports.findContact = async ({{ user }}) => {{ {body} }};"
    folder = write_files(tmp_path / "project", {"index.js": text})
    async with open_node(folder, tmp_path / "spool") as node:
        return await node.call("findContact", user=a_user(**columns))


def saved(**values: Any) -> UserChanges:
    return UserChanges((UserOperation("save", values),))


def updated(**values: Any) -> UserChanges:
    return UserChanges((UserOperation("update", values),))


INFO = "user.platformAdditionalInfo"
CHANGES = {
    "assign and save": ("user.accessToken = ''; await user.save();", saved(accessToken="")),
    "save without awaiting": ("user.accessToken = ''; user.save();", saved(accessToken="")),
    "update without awaiting": ("user.update({ refreshToken: 'r' });", updated(refreshToken="r")),
    "save in what nobody awaits": (
        "user.hostname = 'h'; (async () => { await null; await user.save(); })();",
        saved(hostname="h"),
    ),
    "assign without saving": ("user.accessToken = 'new';", UserChanges(unsaved={"accessToken": "new"})),
    "nothing changed": ("user.accessToken = 'token'; await user.save();", saved()),
    "update": ("await user.update({ refreshToken: 'r', unknown: 1 });", updated(refreshToken="r")),
    "update leaves other assignments": (
        "user.hostname = 'h'; await user.update({ refreshToken: 'r' });",
        UserChanges((UserOperation("update", {"refreshToken": "r"}),), unsaved={"hostname": "h"}),
    ),
    "destroy": ("await user.destroy();", UserChanges((UserOperation("destroy"),))),
    "json mutated in place is lost": (
        f"{INFO}.x = 1; await user.save();",
        UserChanges((UserOperation("save"),), lost={"platformAdditionalInfo": {"region": "north", "x": 1}}),
    ),
    "json mutated and given again is lost": (
        f"{INFO}.x = 1; await user.update({{ platformAdditionalInfo: {INFO} }});",
        UserChanges((UserOperation("update"),), lost={"platformAdditionalInfo": {"region": "north", "x": 1}}),
    ),
    "json mutated without saving": (
        f"{INFO}.x = 1;",
        UserChanges(unsaved={"platformAdditionalInfo": {"region": "north", "x": 1}}),
    ),
    "json assigned anew": (
        f"{INFO} = {{ ...{INFO}, x: 1 }}; await user.save();",
        saved(platformAdditionalInfo={"region": "north", "x": 1}),
    ),
    "json by way of an empty object": (
        f"const info = {INFO}; info.x = 1; {INFO} = {{}}; {INFO} = info; await user.save();",
        saved(platformAdditionalInfo={"region": "north", "x": 1}),
    ),
    "json forced": (
        f"{INFO}.x = 1; user.changed('platformAdditionalInfo', true); await user.save();",
        saved(platformAdditionalInfo={"region": "north", "x": 1}),
    ),
    "lost, then found": (
        f"{INFO}.x = 1; await user.save(); user.changed('platformAdditionalInfo', true); await user.save();",
        UserChanges(
            (
                UserOperation("save"),
                UserOperation("save", {"platformAdditionalInfo": {"region": "north", "x": 1}}),
            )
        ),
    ),
    "date": (
        "user.tokenExpiry = new Date(Date.UTC(2027, 0, 1)); await user.save();",
        saved(tokenExpiry="2027-01-01T00:00:00.000Z"),
    ),
    "date as a number": (
        "user.tokenExpiry = Date.UTC(2027, 0, 1); await user.save();",
        saved(tokenExpiry="2027-01-01T00:00:00.000Z"),
    ),
    "set": ("user.set({ hostname: 'h' }); user.set('rcAccountId', 'r'); await user.save();", None),
    "member that is no column": (
        "user.apiUrl = 'x'; await user.save();",
        UserChanges((UserOperation("save"),), {"apiUrl": "x"}),
    ),
    "primary key": ("user.id = 'other'; await user.save();", saved()),
    "reload": ("user.accessToken = 'x'; await user.reload(); await user.save();", saved()),
}


@pytest.mark.parametrize("case", CHANGES)
async def test_change_sets(case: str, tmp_path: Path) -> None:
    body, expected = CHANGES[case]
    outcome = await run(tmp_path, body)
    assert outcome.error is None
    if expected is None:
        expected = saved(hostname="h", rcAccountId="r")
    assert outcome.user_changes == expected


async def test_it_reads_like_a_row(tmp_path: Path) -> None:
    body = """
return {
  keys: Object.keys(user).includes('save'), text: JSON.parse(JSON.stringify(user)).accessToken,
  spread: { ...user }.dataValues.hostname, copied: Object.assign({}, user).platform,
  values: user.dataValues.platformAdditionalInfo.region, got: user.get('id'), all: user.get({ plain: true }).id,
  expiry: user.tokenExpiry, changed: user.changed(), json: user.toJSON().id, isPromise: typeof user.save().then,
  id: typeof user.id,
};
"""
    value = (await run(tmp_path, body)).value
    assert value == {
        "keys": False,
        "text": "token",
        "spread": "acme.example",
        "copied": UNDEFINED,
        "values": "north",
        "got": "7-acme",
        "all": "7-acme",
        "expiry": Special("date", "2026-01-02T03:04:05.000Z"),
        "changed": False,
        "json": "7-acme",
        "isPromise": "function",
        "id": "string",
    }


async def test_an_object_in_a_text_column_is_refused_as_on_the_server(tmp_path: Path) -> None:
    outcome = await run(tmp_path, "user.hostname = { a: 1 }; await user.save();")
    assert outcome.error is not None
    assert outcome.error.name == "SequelizeValidationError"
    assert "hostname" in outcome.error.message


async def test_no_user_stays_null(tmp_path: Path) -> None:
    text = "exports.getAuthType = () => 'apiKey'; exports.findContact = ({ user }) => user;"
    async with open_node(write_files(tmp_path / "project", {"index.js": text}), tmp_path / "spool") as node:
        assert (await node.call("findContact", {"user": None})).value is None
