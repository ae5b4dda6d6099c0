"""What a question shows of a path hides nothing and fits into a window."""

from __future__ import annotations

from workbench.core.text.harmless import path_to_show


def test_a_path_stays_on_its_line_and_hides_nothing() -> None:
    assert path_to_show("/home/ada/Größe 日本 <b>x</b>") == "/home/ada/Größe 日本 <b>x</b>"
    assert path_to_show("a\nb\tc\x1b[2J\u202ecod.exe\u200b") == r"a\nb\tc\x1b[2J\u202ecod.exe\u200b"


def test_a_long_path_is_broken_and_cut_in_its_middle() -> None:
    shown = path_to_show("/a" + "x" * 300 + "/end")
    assert shown.replace("\n", "") == "/a" + "x" * 300 + "/end"
    assert max(map(len, shown.split("\n"))) == 80
    cut = path_to_show("/start" + "/abc" * 1000 + "/end").replace("\n", "")
    assert cut.startswith("/start/abc")
    assert cut.endswith("/abc/end")
    assert " more signs " in cut
    assert len(cut) < 900
