"""Texts of any size as rows: nothing is lost, nothing secret is shown, wherever a row or a block ends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.redaction import MASK, Redactor
from workbench.core.redaction.in_place import mask_json
from workbench.core.text.text_pages import CUT, LONGEST_ROW, TextPages, text_pages
from workbench.core.traffic.bodies import as_text

SECRET = "Zq7x81f4Wx9kTbQ2mN5p"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["id", "name", "note", "items"]), inner
    ), max_leaves=30,
)  # fmt: skip


def pages(text: str, kind: str = "application/json", *known: str) -> TextPages:
    return text_pages(text.encode(), kind, Redactor(known), as_text)


def whole(of: TextPages) -> str:
    return of.text((0, 0), of.end())


def rows(of: TextPages) -> list[str]:
    return [of.row(number).text for number in range(of.row_count)]


@given(VALUES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_holds_no_secret_stays_as_it_was_sent(value: Any, pretty: bool) -> None:
    text = json.dumps(value, indent=1 if pretty else None)
    assert json.loads(whole(pages(text))) == Redactor().value(value)


NAMES = ("id", "note", "items", "password", "access_token", "tokens", "credentials", "key", "code", "authHeader")
TEXTS = st.text(max_size=12) | st.sampled_from(
    (
        *("Bearer abcDEF123456==", "A1b2C3d4E5f6G7h8", 'it\'s "quoted" \\ so', "10:30"),
        *("token=abc123def", "https://x.test/?api_key=q1w2e3r4"),
    )
)
SECRETS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)


@given(SECRETS, st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_text_shows_what_the_masked_value_shows_and_no_more(value: Any, pretty: bool) -> None:
    shown = json.loads(whole(pages(json.dumps(value, indent=1 if pretty else None))))
    assert_alike(value, Redactor().value(value), shown)


def assert_alike(sent: Any, masked: Any, shown: Any) -> None:
    """What is masked in the value is masked in the text; what is not, is not."""
    if isinstance(sent, dict):
        assert list(shown) == list(sent)
        for key, item in sent.items():
            assert_alike(item, masked[key], shown[key])
    elif isinstance(sent, list):
        assert len(shown) == len(sent)
        for item, hidden, seen in zip(sent, masked, shown, strict=True):
            assert_alike(item, hidden, seen)
    elif masked == sent:
        assert shown == sent or sent == "", "nothing may be masked but what is secret, or empty"
    else:
        assert "•" in shown
        assert sent != shown


@pytest.mark.parametrize("indent", [None, 1])
def test_a_long_json_is_cut_into_rows_and_nothing_is_lost(indent: int | None) -> None:
    text = json.dumps([{"id": number, "note": f'says "{number}", and more'} for number in range(9000)], indent=indent)
    made = pages(text)
    assert made.blocks > 10
    assert whole(made) == text
    assert max(map(len, rows(made))) <= LONGEST_ROW
    if indent is None:
        assert max(map(len, rows(made))) <= CUT


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("filler", ["plain", 'a "quoted", text', "back\\slash \\", "blank " * 200])
def test_secrets_are_masked_wherever_a_block_ends(indent: int | None, filler: str) -> None:
    people = [
        {"note": filler, "access_token": SECRET + str(n), "password": f'{SECRET}"{n}', "pin_token": 97531000 + n}
        for n in range(1500)
    ]
    made = pages(json.dumps(people, indent=indent))
    assert made.blocks > 5
    shown = "".join(rows(made))
    assert SECRET not in shown
    assert SECRET[:12] not in shown
    assert "97531" not in shown
    assert shown.count("•") >= 3 * 1500
    assert '"note"' in shown


@pytest.mark.parametrize("indent", [None, 2])
def test_all_that_stands_in_a_secret_object_or_list_is_masked(indent: int | None) -> None:
    value = {
        "credentials": {"user": "ada", "parts": ["first", {"deep": 12345}]},
        "tokens": ["one-one", "two-two"],
        "key": ["A1b2C3d4E5f6G7h8"],
        "id": "stays",
    }
    text = json.dumps(value, indent=indent)
    spaced = whole(pages(text.replace('":', '" \t:')))
    assert not any(secret in spaced for secret in ("ada", "first", "12345", "one-one"))
    shown = whole(pages(text))
    for secret in ("ada", "first", "12345", "one-one", "two-two", "A1b2C3d4"):
        assert secret not in shown
    assert {"credentials", "user", "stays"} <= set(shown.replace('"', " ").replace(":", " ").split())


@pytest.mark.parametrize(
    "pair", ['"password"\n: "hunter22x"', '"password":\n"hunter22x"', '"password"\n:\n"hunter22x"']
)
def test_a_name_and_its_value_on_different_lines_stay_together(pair: str) -> None:
    shown = whole(pages("[" + ",\n".join([f"{{{pair}}}"] * 3000) + "]"))
    assert "hunter" not in shown
    assert shown.count(MASK) == 3000


def test_items_of_a_long_list_are_masked_in_every_block() -> None:
    for name in ("key", "tokens", "credentials"):
        shown = whole(
            pages(json.dumps({name: [f"A1b2C3d4E5f6G7h8i{number}" for number in range(3000)], "id": "stays"}))
        )
        assert "A1b2C3d4" not in shown
        assert "stays" in shown


def test_a_secret_text_that_is_longer_than_a_block_is_masked_to_its_end() -> None:
    value: Any = {"credentials": {"pem": "x" * 2_000_000}, "id": 1}
    assert "xx" not in whole(pages(json.dumps(value)))
    value = {"credentials": {"password": "x" * 2_000_000, "user": "ada"}, "id": 1}
    assert "ada" not in whole(pages(json.dumps(value)))
    value = {"first": {"password": "long\\" + "x" * 3_000_000 + "the-end"}, "after": "shown"}
    shown = whole(pages(json.dumps(value)))
    assert "xxx" not in shown
    assert "the-end" not in shown
    assert "shown" in shown


def test_content_that_is_longer_than_a_block_is_kept_and_what_follows_is_masked() -> None:
    content = "QUJD" * 800_000
    shown = whole(pages(json.dumps({"a": 1, "content": content, "password": "hunter22x", "list": [1, "two"]})))
    assert content in shown
    assert "hunter22x" not in shown
    assert shown.endswith('"list": [1, "two"]}')


@pytest.mark.parametrize("kind", ["text/plain", "text/xml", "application/json"])
def test_a_known_secret_is_not_split_by_the_end_of_a_block(kind: str) -> None:
    for shift in range(0, 40, 9):
        piece = "x" * (8 * 1024 - 30 + shift)
        text = piece + SECRET + " y" * 550_000
        shown = whole(pages(text, kind, SECRET))
        assert SECRET not in shown
        assert not any(SECRET[:length] in shown for length in (10, 15))


def test_numbers_and_form_stay_as_they_were_sent() -> None:
    text = '{"big": 12345678901234567890.5000,\t"e": 1e400,  "password":"hunter22"}\r\n'
    shown = whole(pages(text))
    assert shown.startswith('{"big": 12345678901234567890.5000,\t"e": 1e400,  "password":"')
    assert "hunter22" not in shown


@pytest.mark.parametrize("begins", ["[2026-11-24] ", '{"broken": ', "{{template}} "])
def test_what_only_begins_like_json_is_masked_as_text(begins: str) -> None:
    shown = whole(pages(f'{begins}token={SECRET} said "hello" to https://x.test/?api_key={SECRET}\n' * 2000))
    assert SECRET not in shown
    assert "hello" in shown


@pytest.mark.parametrize(
    "text", [f"Bearer {SECRET}==", f"see https://x.test/?token={SECRET}", f'says \\"token={SECRET}']
)
def test_running_text_in_strings_is_masked(text: str) -> None:
    shown = whole(pages(json.dumps({"note": text, "words": "plain words", "at": "10:30"})))
    assert SECRET not in shown
    assert '"words": "plain words", "at": "10:30"' in shown


def test_forms_and_markup_are_masked_as_a_whole_when_they_are_short_and_by_lines_when_not() -> None:
    assert SECRET not in whole(pages(f"a=1&client_secret={SECRET}", "application/x-www-form-urlencoded"))
    line = f"<contact><id>1</id><token>{SECRET}</token></contact>"
    for joined in ("", "\n"):
        shown = whole(pages(joined.join([line] * 40_000), "text/xml"))
        assert SECRET not in shown
        assert shown.count("<id>1</id>") == 40_000


def test_other_charsets_are_read() -> None:
    made = text_pages("Größe".encode("utf-16"), "text/plain", Redactor(), as_text)
    assert whole(made) == "Größe"


def test_find_tells_places_in_what_is_shown_and_never_in_what_is_masked() -> None:
    made = pages(json.dumps([{"name": "Ada", "password": "sesame99"} for _ in range(3)], indent=1))
    found = [match for block in range(made.blocks) for match in made.find("ada", block)]
    assert [made.text(match.start, match.end) for match in found] == ["Ada"] * 3
    assert made.may_hold("sesame", 0)
    assert made.find("sesame", 0) == []


def test_a_match_may_go_on_in_the_next_row() -> None:
    text = json.dumps(["abcdefghij" * 300])
    made = pages(text)
    (match,) = made.find("j" + '"]', made.blocks - 1)
    assert made.text(match.start, match.end) == 'j"]'
    wrapped = next(each for each in made.find("abcdefghij", 0) if each.start[0] != each.end[0])
    assert made.text(wrapped.start, wrapped.end) == "abcdefghij"


def test_who_wants_to_see_secrets_sees_them() -> None:
    class Open(Redactor):
        def value(self, value: Any, name: str = "") -> Any:
            return value

    text = '{"password": "hunter22", "tokens": ["a1"]}'
    made = text_pages(text.encode(), "application/json", Open(), as_text)
    assert whole(made) == text


def test_masked_json_is_still_json() -> None:
    text = '{"password": "a\\"b\'c", "n": 1, "access_token": 12345678, "url": "https://x.test/?token=abc123"}'
    masked = json.loads(mask_json(text, Redactor()))
    assert masked["n"] == 1
    assert "b" not in masked["password"]
    assert "abc123" not in masked["url"]
