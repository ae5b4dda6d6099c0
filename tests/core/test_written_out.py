"""What a question shows of a path hides nothing and fits into a window."""

from __future__ import annotations

from workbench.core.text.written_out import path_to_show, written_out


def test_what_cannot_be_seen_is_written_as_its_code() -> None:
    assert written_out("/home/ada/Größe 日本 <b>x</b>") == "/home/ada/Größe 日本 <b>x</b>"
    assert written_out("a\nb\x1b[2J\u202ecod.exe\u200b\ud83d") == r"a\nb\x1b[2J\u202ecod.exe\u200b\ud83d"


def test_a_long_path_can_be_broken_and_is_cut_in_its_middle() -> None:
    shown = path_to_show("/a" + "x" * 300 + "/end")
    assert shown.replace("\u200b", "") == "/a" + "x" * 300 + "/end"
    assert max(len(piece) for piece in shown.split("\u200b")) <= 40
    cut = path_to_show("/start" + "/abc" * 1000 + "/end").replace("\u200b", "")
    assert cut.startswith("/start/abc")
    assert cut.endswith("/abc/end")
    assert " more signs " in cut
    assert len(cut) < 900
