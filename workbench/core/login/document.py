"""A login's steps as JSON, secrets masked."""

from __future__ import annotations

from workbench.core.login.steps import Detail, LoginStep
from workbench.core.redaction import Redactor
from workbench.core.values import Json


def step_document(step: LoginStep, redactor: Redactor | None) -> dict[str, Json]:
    """One step as `workbench login --json` prints it; without a redactor secrets are in clear."""
    return {
        "key": step.key,
        "title": step.title,
        "state": step.state.value,
        "sentence": redactor.text(step.sentence) if redactor else step.sentence,
        "duration_ms": round(step.duration_ms, 1),
        "sent": [detail_document(each, redactor) for each in step.sent],
        "received": [detail_document(each, redactor) for each in step.received],
        "notes": [
            {
                "severity": each.severity,
                "key": each.key,
                "title": each.title,
                "sentence": redactor.text(each.sentence) if redactor else each.sentence,
                "mend": each.mend,
            }
            for each in step.notes
        ],
        "calls": [
            {
                "interface": each.interface,
                "outcome": each.outcome.kind.value,
                "verdict": each.verdict.value,
                "duration_ms": round(each.duration_ms, 1),
            }
            for each in step.invocations
        ],
        "console": [
            {"stream": each.stream, "text": redactor.text(each.text) if redactor else each.text}
            for each in step.console
        ],
        "exchanges": [
            {
                "method": each.request.method,
                "url": redactor.url(each.request.url) if redactor else each.request.url,
                "status": each.response.status if each.response else None,
                "error": each.error.code if each.error else None,
                "total_ms": each.timing.total,
            }
            for each in step.exchanges
        ],
    }


def detail_document(detail: Detail, redactor: Redactor | None) -> dict[str, Json]:
    """One line of what was sent or received."""
    value = redactor.value(detail.value, detail.name) if redactor else detail.value
    return {"name": detail.name, "value": value, "remark": detail.remark}
