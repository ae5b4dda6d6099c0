"""Typing while a call runs: what would be passed is worked out on the thread on which the call's rows are written."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from builders_window import Bench
from PySide6.QtWidgets import QLineEdit

from workbench.core.run.invocation import OutcomeKind
from workbench.services.app_connect_database import AppConnectDatabase

WRITES = 60
ADAPTER = f"""
const ok = {{ message: 'Done', messageType: 'success', ttl: 2000 }};
const soon = () => new Promise((resolve) => setTimeout(resolve, 10));
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({{ apiKey }}) => apiKey;
exports.getUserInfo = async () => ({{
  successful: true, returnMessage: ok,
  platformUserInfo: {{ id: '7-quill', name: 'Ada', platformAdditionalInfo: {{ written: 0 }} }},
}});
exports.findContact = async ({{ user }}) => {{
  for (let written = 1; written <= {WRITES}; written += 1) {{
    await user.update({{ platformAdditionalInfo: {{ written }} }});
    await soon();
  }}
  return {{ successful: true, matchedContactInfo: [], returnMessage: ok }};
}};
exports.createCallLog = async () => ({{ logId: 'l-1', returnMessage: ok }});
exports.updateCallLog = async () => ({{ updatedNote: '', returnMessage: ok }});
"""


def test_typing_while_rows_are_written(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[threading.Thread] = set()
    original = AppConnectDatabase.execute

    def execute(self: AppConnectDatabase, *given: Any) -> Any:
        threads.add(threading.current_thread())
        return original(self, *given)

    monkeypatch.setattr(AppConnectDatabase, "execute", execute)
    (tmp_path / "index.js").write_text(ADAPTER, encoding="utf-8")
    bench.workplace.preferences.trust(str(tmp_path))
    bench.open(str(tmp_path))
    bench.select("findContact")
    bench.connect_by_key("a-key")
    bench.click("fire")
    bench.until(lambda: bench.workplace.firing is not None)
    typed = 0
    while bench.workplace.firing is not None:
        typed += 1
        bench.type("field:phoneNumber", f"+1202555{typed:04}")
        # Longer than the quiet after which it is worked out.
        bench.qtbot.wait(150)
    assert typed > 1
    invocation = bench.finished[-1]
    assert (invocation.interface, invocation.outcome.kind) == ("findContact", OutcomeKind.RETURNED)
    assert bench.workplace.adapter.connection.user["platformAdditionalInfo"] == {"written": WRITES}
    bench.until(lambda: str(WRITES) in bench.find(QLineEdit, "filled:user").text())
    assert threads == {threading.main_thread()}
    assert bench.problems == []
