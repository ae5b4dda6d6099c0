"""Samples in the window: fitted to the adapter, at a chosen moment, their contact looked up when they are fired."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builders_window import Bench
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

ADAPTER = """
const ok = { message: 'Done', messageType: 'success', ttl: 2000 };
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => apiKey;
exports.getUserInfo = async () => ({
  successful: true, platformUserInfo: { id: '7-quill', name: 'Ada' }, returnMessage: ok,
});
exports.getLogFormatType = () => 'text/plain';
exports.findContact = async () => ({ successful: true, matchedContactInfo: [], returnMessage: null });
exports.createContact = async ({ newContactName, newContactType }) => ({
  contactInfo: { id: 'q-1', name: newContactName, type: newContactType }, returnMessage: ok,
});
exports.createCallLog = async () => ({ logId: 'l-1', returnMessage: ok });
exports.getCallLog = async () => ({ callLogInfo: { subject: 's', note: 'n' }, returnMessage: ok });
"""

MANIFEST = {
    "author": {"name": "Quill"},
    "platforms": {
        "quill": {
            "name": "quill",
            "auth": {"type": "apiKey", "apiKey": {"page": {"content": [{"const": "apiKey", "title": "Key"}]}}},
            "environment": {"type": "fixed", "url": "https://quill.example.test"},
            "contactTypes": [{"display": "Writer", "value": "writer"}, {"display": "Reader", "value": "reader"}],
            "page": {
                "callLog": {
                    "additionalFields": [
                        {
                            "const": "shelf",
                            "title": "Shelf",
                            "type": "selection",
                            "required": True,
                            "options": [{"const": 4, "title": "Poems"}, {"const": 5, "title": "Plays"}],
                        }
                    ]
                }
            },
        }
    },
}


def opened(bench: Bench, folder: Path) -> None:
    (folder / "index.js").write_text(ADAPTER, encoding="utf-8")
    (folder / "package.json").write_text('{"name": "quill", "main": "index.js"}', encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    bench.workplace.preferences.trust(str(folder))
    bench.open(str(folder))
    bench.select("createCallLog")
    bench.connect_by_key("a-key")


def request_of(bench: Bench) -> Any:
    bench.tab("form-tabs", "JSON")
    request = json.loads(bench.find(QPlainTextEdit, "request-json").toPlainText())
    bench.tab("form-tabs", "Form")
    return request


def sent(invocation: Any) -> dict[str, Any]:
    return {each.name: each.value for each in invocation.arguments}


def tell_at(bench: Bench, text: str) -> None:
    line = bench.find(QLineEdit, "sample-at")
    line.setText(text)
    line.editingFinished.emit()


def test_a_sample_has_the_manifests_fields_and_its_contact_is_looked_up_first(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    request = request_of(bench)
    assert request["additionalSubmission"] == {"shelf": 4}
    assert request["contactType"] == "writer"
    assert bench.find(QComboBox, "field:additionalSubmission.shelf").currentText() == "Poems"
    invocation = bench.fire()
    fired = [each.interface for each in bench.finished[-4:]]
    assert fired == ["findContact", "createContact", "findContact", "createCallLog"]
    assert sent(invocation)["contactInfo"] == {
        "id": "q-1",
        "phoneNumber": "+12025550144",
        "type": "writer",
        "name": "Dana Whitfield",
    }
    bench.fire()
    assert [each.interface for each in bench.finished[-2:]] == ["createCallLog", "createCallLog"]
    bench.type("field:contactId", "mine")
    assert sent(bench.fire())["contactInfo"]["id"] == "mine"
    assert bench.problems == []


def test_a_moment_is_chosen_for_all_samples_and_what_was_typed_stays(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.find(QPlainTextEdit, "field:note").setPlainText("My own words")
    tell_at(bench, "2026-03-01T10:00:00Z")
    request = request_of(bench)
    assert request["logInfo"]["startTime"] == "2026-03-01T09:56:55.000Z"
    assert request["note"] == "My own words"
    bench.select("createContact")
    assert not bench.sees(QLineEdit, "sample-at")
    bench.select("createCallLog")
    assert bench.find(QLineEdit, "sample-at").text() == "2026-03-01 10:00:00 +00:00"
    tell_at(bench, "next Tuesday")
    assert "no date and time" in bench.text("refused:sample-at")
    assert request_of(bench)["logInfo"]["startTime"] == "2026-03-01T09:56:55.000Z"
    tell_at(bench, "")
    assert request_of(bench)["logInfo"]["startTime"] > "2026-03-01T10"


def test_what_is_typed_over_an_argument_has_the_contracts_type(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.fire()
    bench.select("getCallLog")
    bench.click("override:callLogId")
    bench.type("filled:callLogId", "1042")
    assert sent(bench.fire())["callLogId"] == "1042"
