"""When a connection is lost: by the rows before and after a call, whatever way they were written."""

from __future__ import annotations

import pytest
from builders_judging import USER
from builders_stores import stores_of

from workbench.core.connection.connection import Connection
from workbench.core.connection.user import StoredUser, UserChanges, UserOperation, with_unseen
from workbench.core.login import lost_connection
from workbench.core.run.invocation import Invocation, Outcome, OutcomeKind, Verdict

SAVED = UserOperation("save", {"hostname": "new.example"})


def invocation(interface: str = "findContact") -> Invocation:
    """A call that returned, and of which nothing is told but its rows."""
    outcome = Outcome(OutcomeKind.RETURNED, {"successful": True})
    return Invocation("i1", interface, "acme", "acme", 0.0, 1.0, (), outcome, Verdict.MEETS)


def connection() -> Connection:
    """A connection with a stored row."""
    stores = stores_of(USER)
    return Connection("acme", "Priya", USER["id"], stores.users)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ({"accessToken": ""}, "findContact took the access token from the stored user."),
        (None, "findContact destroyed the stored user."),
    ],
)
def test_a_row_without_a_token_is_logged_out(written: StoredUser | None, title: str) -> None:
    now = connection()
    before = now.as_it_is()
    if written is None:
        del now.users[USER["id"]]
    else:
        now.users[USER["id"]] = written
    lost = lost_connection(invocation(), before, now, 0.0)
    assert lost is not None
    assert (lost.key, lost.title) == ("logged-out", title)
    assert before.connected
    assert lost_connection(invocation("unAuthorize"), before, now, 0.0) is None
    assert lost_connection(invocation(), now.as_it_is(), now, 0.0) is None, "it was lost before"


def test_a_row_that_keeps_its_token_is_not() -> None:
    now = connection()
    before = now.as_it_is()
    now.users[USER["id"]] = {"hostname": "other.example"}
    assert lost_connection(invocation(), before, now, 0.0) is None


@pytest.mark.parametrize(
    ("told", "after", "operations"),
    [
        ((), {**USER, "accessToken": ""}, (UserOperation("update", {"accessToken": ""}),)),
        ((), None, (UserOperation("destroy"),)),
        ((UserOperation("destroy"),), None, (UserOperation("destroy"),)),
        ((SAVED,), {**USER, "hostname": "new.example"}, (SAVED,)),
        (
            (SAVED,),
            {**USER, "hostname": "new.example", "refreshToken": None},
            (SAVED, UserOperation("update", {"refreshToken": None})),
        ),
        ((), {**USER, "updatedAt": "2026-01-01T00:00:00.000Z"}, ()),
    ],
)
def test_what_a_model_writes_counts_as_a_change(
    told: tuple[UserOperation, ...], after: StoredUser | None, operations: tuple[UserOperation, ...]
) -> None:
    assert with_unseen(UserChanges(told), USER, after).operations == operations


def test_without_a_row_before_nothing_is_added() -> None:
    assert with_unseen(UserChanges(), None, USER) == UserChanges()
