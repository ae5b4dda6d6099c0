"""Every section of the contract that a docstring, comment or text cites is in resources/contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "resources" / "contract"
TEXTS = {file.name: file.read_text("utf-8") for file in sorted(CONTRACT.glob("*.md")) if file.stem != "README"}
ENDINGS = {".py", ".md", ".json", ".js", ".cjs", ".mjs", ".ts", ".html"}
FOREIGN = {"node_modules", "__pycache__"}

NUMBER = r"\d+(?:\.\d+)*"
LIST = rf"{NUMBER}(?:(?:, and |, | and | or | to |-|–){NUMBER})*"
NAMES = "|".join(map(re.escape, TEXTS))
ROW = r"[A-E]\d+"
TOKEN = re.compile(
    rf"\b(?P<text>{NAMES})(?:(?:,? sections?)? (?P<plain>{LIST})\b| (?P<rows>{ROW}(?:(?:, | and ){ROW})*)"
    rf"| part (?P<part>[A-Z])\b)?|(?P<other>\bRFC \d+)|\b[Ss]ections? (?P<numbers>{LIST})"
)
"""A text that is named, perhaps with sections, rows or a part right behind; or sections of the text named before."""


def places_of(text: str) -> set[str]:
    """Numbers of the sections, parts and rows of a text."""
    numbered = re.findall(rf"^#+ ({NUMBER})[. ]", text, re.MULTILINE)
    parts = re.findall(r"^# Part ([A-Z])\b", text, re.MULTILINE)
    return {*numbered, *(f"part {part}" for part in parts), *re.findall(r"^\| ([A-E]\d+) \|", text, re.MULTILINE)}


PLACES = {name: places_of(text) for name, text in TEXTS.items()}


def cited(content: str, own: str = "") -> Iterator[tuple[str, str]]:
    """The text and the place of every citation; a bare section is `own`, else of the one named last."""
    text = own
    plain = re.sub(r"\s+(?:(?:#+|//|\*) )?", " ", content)
    for token in TOKEN.finditer(plain):
        if token["other"]:
            text = token["other"]
        elif token["text"]:
            text = token["text"]
        for number in re.findall(NUMBER, token["plain"] or ""):
            yield text, number
        for number in re.findall(NUMBER, token["numbers"] or ""):
            yield own or text, number
        for row in (token["rows"] or "").replace(" and ", ", ").split(", "):
            if row:
                yield text, row
        if token["part"]:
            yield text, f"part {token['part']}"


def files() -> Iterator[Path]:
    for folder in ("workbench", "resources", "tests"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in ENDINGS and file.is_file() and not FOREIGN & set(file.parts):
                yield file


def test_every_cited_section_is_there() -> None:
    missing, count = [], 0
    for file in files():
        for text, place in cited(file.read_text("utf-8", "replace"), file.name if file.parent == CONTRACT else ""):
            count += not text.startswith("RFC")
            if not text.startswith("RFC") and place not in PLACES.get(text, ()):
                missing.append(f"{file.relative_to(ROOT)}: {text or 'a text that is not named'} {place}")
    assert missing == []
    assert count > 300


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Rows (runtime.md section 7.2).", [("runtime.md", "7.2")]),
        ("runtime.md sections 3, 6 to 8 and 10", [("runtime.md", each) for each in ("3", "6", "8", "10")]),
        ("runtime.md 5, 9)", [("runtime.md", "5"), ("runtime.md", "9")]),
        ("as proxy.md\n    # section 4 says; see also section 6", [("proxy.md", "4"), ("proxy.md", "6")]),
        ("contradictions.md A1, E6", [("contradictions.md", "A1"), ("contradictions.md", "E6")]),
        ("log_composer.md part B", [("log_composer.md", "part B")]),
        ("(RFC 6749 section 5.2)", [("RFC 6749", "5.2")]),
        ("(section 5)", [("", "5")]),
    ],
)
def test_citations_are_read(content: str, found: list[tuple[str, str]]) -> None:
    assert list(cited(content)) == found


def test_every_scenario_that_the_texts_name_is_recorded() -> None:
    recorded = (ROOT / "tests" / "data" / "traces.json").read_text("utf-8")
    named = re.findall(r"^#+ .*\[([a-z0-9, -]+)\]$", TEXTS["runtime.md"], re.MULTILINE)
    assert [name for names in named for name in names.split(", ") if f'"{name}"' not in recorded] == []
