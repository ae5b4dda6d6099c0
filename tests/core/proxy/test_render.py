"""Templates (proxy.md section 4)."""

from __future__ import annotations

from typing import Any

import pytest
from builders_proxy import USER, rendered, request_of
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.proxy.render import render_deep
from workbench.core.values import UNDEFINED


@pytest.mark.parametrize("value", [0, 1.5, True, False, None, [1, [2]], {"a": None}, "", "text", [], UNDEFINED])
def test_a_whole_expression_keeps_value_and_type(value: Any) -> None:
    result = rendered("{{name}}", value)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "<>"),
        (UNDEFINED, "<>"),
        (0, "<0>"),
        (False, "<false>"),
        (1e21, "<1e+21>"),
        (-0.0, "<0>"),
        ([1, [2, 3]], "<1,2,3>"),
        ([None, "a"], "<,a>"),
        ({"a": 1}, "<[object Object]>"),
        ("$&", "<$&>"),
        ("\\1", "<\\1>"),
        ("{{name}}", "<{{name}}>"),
    ],
)
def test_an_expression_within_text_becomes_text(value: Any, text: str) -> None:
    assert rendered("<{{name}}>", value) == text


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ("{{   name   }}", "N"),
        ("{{\u00a0name\ufeff}}", "N"),
        ("{{name}}\n", "N\n"),
        (" {{name}}", " N"),
        ("{{name}}{{name}}", "NN"),
        ("{{}}", "{{}}"),
        ("{ {name} }", "{ {name} }"),
        ("{{{name}}}", "}"),
        ("{{name}}}", "N}"),
        ("{{name", "{{name"),
        ("{{na}me}}", "{{na}me}}"),
        ("{{missing.deep}}", UNDEFINED),
        ("[{{missing.deep}}]", "[]"),
        ("{{name.length}}", 1),
        ("{{ }}", UNDEFINED),
        ("x{{ }}", "x[object Object]"),
        ("x{{$}}", "x[object Object]"),
        ("{{name.toString}} ", "function toString() { [native code] } "),
        (5, 5),
        (None, None),
    ],
)
def test_the_shape_of_expressions(template: Any, result: Any) -> None:
    assert rendered(template, "N") == result


def test_deep_rendering_leaves_keys_and_other_leaves() -> None:
    template = {"{{name}}": ["{{name}}", {"a": "{{name}}!", "n": None, "b": True, "i": 5}]}
    assert rendered(template, "N") == {"{{name}}": ["N", {"a": "N!", "n": None, "b": True, "i": 5}]}


def test_the_whole_context() -> None:
    context = request_of({"url": "/c", "body": "{{$}}"}, {"name": "N", "authHeader": "H"}).data
    assert set(context) == {"name", "user", "authHeader", "apiKey", "secretKey"}
    assert context["apiKey"] == "stored-key"


def test_the_user_shows_some_columns_only() -> None:
    user = request_of({"url": "/c", "body": "{{user}}"}).data
    shown = {key: USER[key] for key in USER if key not in ("rcAccountId", "userSettings")}
    assert user == shown | {"id": "4711"}


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("12-34-acme", "12"), ("plain", "plain"), ("-x", ""), (UNDEFINED, UNDEFINED), (None, UNDEFINED)],
)
def test_the_user_id_ends_at_the_first_hyphen(stored: Any, shown: Any) -> None:
    assert request_of({"url": "/c", "body": {"it": "{{user.id}}"}}, user=USER | {"id": stored}).data["it"] == shown


@pytest.mark.parametrize(("stored", "shown"), [("t", "t"), ("", ""), (None, ""), (UNDEFINED, "")])
def test_the_access_token(stored: Any, shown: str) -> None:
    body = {"token": "{{user.accessToken}}", "key": "{{apiKey}}"}
    data = request_of({"url": "/c", "body": body}, user=USER | {"accessToken": stored}).data
    assert data == {"token": shown, "key": shown}


def test_profile_secret_is_in_reach() -> None:
    assert request_of({"url": "/c", "body": "{{secretKey}}"}, secretKey="sk").data == "sk"


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.just(UNDEFINED),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.text(alphabet="{}a.$ 0-\n"), VALUES)
def test_rendering_never_fails_on_text(template: str, value: Any) -> None:
    result = render_deep(template, {"a": value})
    if "{{" not in template:
        assert result == template


@given(VALUES)
def test_rendering_never_fails_on_templates_of_any_shape(template: Any) -> None:
    render_deep(template, {"a": template})
