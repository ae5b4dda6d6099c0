"""Every interface has all its parts, and what a new one lacks is said in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pytest

from workbench.core.arguments.rows import AUTH_HEADER, USER_ROW, ArgumentSet, submitted
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.contract.samples import Sample, samples_for
from workbench.core.forms.fields import MANIFEST_FIELDS
from workbench.core.interfaces import rows
from workbench.core.interfaces.row import InterfaceRow
from workbench.core.rules import EVERYWHERE, rule
from workbench.core.run import showing
from workbench.core.server import result_answers as answers
from workbench.services.resources import contract, sample_payloads

FROM_MANIFEST = ("additionalSubmission", "additionalInfo")
"""Members of a request that the manifest's fields are for."""


def lacking(
    name: str, rows: Mapping[str, InterfaceRow], described: Collection[str], samples: Collection[Sample]
) -> Iterator[str]:
    """What an interface still lacks, a few words each."""
    if name not in described:
        yield "no entry in resources/contract/interfaces.json"
    if not samples_for(name, samples):
        yield "no sample in sample_payloads"
    if name not in rows:
        yield "no row in workbench/core/interfaces"
        return
    row = rows[name]
    paths = [field.path for group in row.form for field in group.fields]
    for argument in row.arguments[-1].rows:
        wanted = argument.path
        by_manifest = wanted in FROM_MANIFEST and MANIFEST_FIELDS in row.form
        if wanted and not by_manifest and not any(f"{path}.".startswith(f"{wanted}.") for path in paths):
            yield f"no field for {wanted} in its form"
    if row.check is None and rule(row.rule_for_nothing).interfaces == EVERYWHERE:
        yield "no check"
    if row.answers is answers.step_only and row.answers_error is None:
        yield "no answer"
    if row.answers is answers.forwarded and row.shows is None:
        yield "no message"


@pytest.mark.parametrize("name", sorted({*rows(), *contract().names}))
def test_an_interface_lacks_nothing(name: str) -> None:
    missing = list(lacking(name, rows(), contract().names, sample_payloads()))
    assert not missing, f"{name} has {', '.join(missing)}"


def test_what_a_new_interface_lacks_is_said() -> None:
    arguments = (ArgumentSet((USER_ROW, AUTH_HEADER, submitted("stage"))),)
    bare = InterfaceRow(
        "findDeals", "Finds deals.", CrmCalls.YES, Route("GET", "/deals"), arguments, answers.step_only, None
    )
    assert list(lacking("findDeals", {}, (), ())) == [
        "no entry in resources/contract/interfaces.json",
        "no sample in sample_payloads",
        "no row in workbench/core/interfaces",
    ]
    assert list(lacking("findDeals", {"findDeals": bare}, ("findDeals",), sample_payloads())) == [
        "no sample in sample_payloads",
        "no field for stage in its form",
        "no check",
        "no answer",
    ]
    silent = InterfaceRow("findDeals", "", CrmCalls.YES, Route("GET", "/deals"), arguments, answers.forwarded, None)
    assert "no message" in lacking("findDeals", {"findDeals": silent}, (), ())
    told = InterfaceRow("x", "", CrmCalls.YES, Route("GET", "/x"), arguments, answers.forwarded, showing.forwarded)
    assert "no message" not in lacking("x", {"x": told}, (), ())
