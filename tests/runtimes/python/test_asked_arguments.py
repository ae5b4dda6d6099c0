"""Which arguments a Python function asks for, by its parameters and its source."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import pytest

from workbench.services.resources import resource_root

HOST = str(resource_root() / "hosts" / "python")


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The host's reader."""
    monkeypatch.syspath_prepend(HOST)
    from workbench_host.asked import unknown

    yield lambda function: unknown(function, {"user": {}, "contactInfo": {}, "note": ""})
    for name in [each for each in sys.modules if each.startswith("workbench_host")]:
        del sys.modules[name]


def by_names(user, contact_info, call_disposition, mine_only, zip_code=None, *, lost):
    if mine_only:
        return lost
    return call_disposition["id"], user, contact_info, zip_code


def by_object(args):
    return args["note"], args["call_disposition"], args.get("contactNumber"), args.get("zip", "-")


def of_user(user):
    return user["accessToken"], user.get("hostname")


async def by_rest(user, **more):
    if more.get("mineOnly") is None:
        return user
    return more["lost"]


def decorated(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


@decorated
def wrapped(user, lost):
    return lost


class Adapter:
    def create_call_log(self, user, unused):
        return user


def opaque(*args, **kwargs):
    return args, kwargs


CASES = [
    (by_names, {"call_disposition": "needed", "mine_only": "tried", "lost": "needed", "zip_code": "tried"}),
    (by_object, {"call_disposition": "needed", "contactNumber": "needed"}),
    (by_rest, {"mineOnly": "tried", "lost": "needed"}),
    (wrapped, {"lost": "needed"}),
    (Adapter().create_call_log, {"unused": "declared"}),
    (opaque, {}),
    (len, {}),
    (of_user, {}),
]


@pytest.mark.parametrize(("function", "expected"), CASES, ids=[getattr(each, "__name__", "") for each, _ in CASES])
def test_what_a_function_asks_for(unknown: Any, function: Any, expected: dict[str, str]):
    assert unknown(function) == expected


def test_what_stands_in_no_file_tells_its_parameters_alone(unknown: Any, tmp_path: Path):
    scope: dict[str, Any] = {}
    exec("def made(user, lost): return lost", scope)
    assert unknown(scope["made"]) == {"lost": "tried"}
