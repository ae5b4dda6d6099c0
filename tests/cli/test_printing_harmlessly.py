"""What others wrote reaches the terminal without a sign that it obeys; the colours of states stay."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import cli
from workbench.cli.output import Output, print_error, say, table
from workbench.core.redaction import Redactor
from workbench.core.text.harmless import harmless, harmless_json, pictured
from workbench.services.masking import mask_by

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]")

HOSTILE = [
    "\x1b]52;c;YmVjaw==\x07",
    "\x1b]8;;https://evil.test\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x9d0;title\x9c",
    "right\rwrong",
    "back\b\b\b\b",
    "\u202egnp.exe",
    "\u2066hidden\u2069",
    "a\u200bb\ufeff",
    "\x1b[32mmeets\x1b[0m",
    "\U000e0041\U000e0042",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_sign_that_a_terminal_obeys_is_shown_as_its_escape(text: str) -> None:
    shown = harmless(f"before {text} after")
    assert OBEYED.search(shown) is None
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert "\\" in shown
    assert OBEYED.search(pictured(text)) is None
    assert len(pictured(text)) == len(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_json_stays_what_it_is(text: str) -> None:
    written = harmless_json(json.dumps({text: text}, ensure_ascii=False))
    assert OBEYED.search(written) is None
    assert json.loads(written) == {text: text}


@pytest.mark.parametrize(
    "text", ["Zoë, 東京, مرحبا", "می\u200cخواهم", "👩\u200d💻 works", "tab\tand\nline", "naïve ™ €"]
)
def test_what_belongs_to_a_spelling_stays(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_nothing_obeyed_is_left_and_twice_is_once(text: str) -> None:
    shown = harmless(text)
    assert OBEYED.search(shown) is None
    assert harmless(shown) == shown


def test_only_our_own_colours_are_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    out = Output()
    for line in table([(out.state("meets"), "\x1b[31mred\x1b[0m", "two\nlines"), (out.state("failed"), "x", "y")]):
        say(line, coloured=True)
    shown = capsys.readouterr().out
    assert "\x1b[32mmeets\x1b[0m" in shown
    assert "\\x1b[31mred\\x1b[0m" in shown
    assert shown.count("\n") == 2
    first, second = click.unstyle(shown).splitlines()
    assert first.index("two") == second.index("y")


def test_known_secrets_are_masked_in_lines_documents_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    class Knows:
        def redactors(self) -> list[Redactor]:
            return [Redactor(["wold77aQ4kX9mTz1"])]

    knows = Knows()
    mask_by(knows)
    secret = "wold77aQ4kX9mTz1"
    Output().line(f"line {secret}")
    Output().note(f"note {secret}")
    Output().warn(f"warning {secret}")
    Output(as_json=True).document({secret: [secret]})
    print_error(f"error {secret}", code="x", hint=f"hint {secret}", detail=f"detail {secret}", as_json=False)
    print_error(f"error {secret}", code="x", hint=f"hint {secret}", as_json=True)
    shown = capsys.readouterr()
    assert secret not in shown.out + shown.err
    assert (shown.out + shown.err).count("••••••••mTz1") == 10
    Output(clear=True).line(f"line {secret}")
    assert secret in capsys.readouterr().out


def test_everything_is_printed_in_one_place() -> None:
    folder = Path(cli.__file__).parent
    printing = re.compile(r"click\.(echo|secho|prompt)\(|(?<![\w.])print\(|sys\.std(out|err)\.write\(")
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if printing.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"output.py"}
