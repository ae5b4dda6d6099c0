"""What a row of the table of interfaces holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.arguments.rows import ArgumentSet, Request
from workbench.core.connection.connection import Connection
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.forms.from_manifest import FitForm, FromManifest, as_they_are, no_fields
from workbench.core.forms.model import FieldGroup
from workbench.core.forms.picks import Offers
from workbench.core.judging.judgement import Judgement
from workbench.core.run.invocation import Answer
from workbench.core.run.showing import ShowError, ShowResult
from workbench.core.server.result_answers import AnswerError, AnswerResult
from workbench.core.values import Value

WHOLE: Final = "(value)"
"""A whole result, where a member of it could stand."""

Leaves = Callable[[Connection, Request, Value], Connection]
"""The connection as a request and its result leave it."""


def never(_era: str, _variant: str) -> bool:
    """An interface that always has to answer."""
    return False


@dataclass(frozen=True, slots=True)
class RecordPlaces:
    """Where an interface's log and contact stand: `value.` begins a place in the result, others are arguments."""

    log_id: str = ""
    contact: str = ""
    """An object with id and type."""
    contact_id: str = ""
    """An id alone."""
    contacts: str = ""
    """A list of such objects."""


@dataclass(frozen=True, slots=True)
class InterfaceRow:
    """One interface: all that is told of it beside its entry in resources/contract/interfaces.json."""

    name: str
    summary: str
    """One sentence for people."""
    calls_crm: CrmCalls
    route: Route
    """The route whose handling is chiefly about it; those of a login also run behind the other login."""
    arguments: tuple[ArgumentSet, ...]
    """The first that applies is taken."""

    # What the contract makes of its answer.
    answers: AnswerResult
    """The server's answer to a result."""
    shows: ShowResult | None
    """What the client's user sees of a result; None where nothing is ever shown."""
    check: Callable[[Judgement], None] | None = None
    """What is judged of a result beside its shape."""
    gives_object: bool = True
    """Whether a result has to be an object with members."""
    is_sent: bool = True
    """Whether its result is sent on to a client; App Connect uses the others itself."""
    stored_as_json: tuple[str, ...] = ()
    """Places in its result that App Connect writes into a JSON column, sent or not."""
    rule_for_nothing: str = "returns/not-an-object"
    """The rule that a result breaks which is nothing."""
    may_give_nothing: Callable[[str, str], bool] = never
    """Whether nothing is a result, by era and variant of the call."""
    answers_error: AnswerError | None = None
    """The server's answer to an exception; None for the mapping of runtime.md section 9."""
    shows_error: ShowError | None = None
    """What is shown of an exception; None for that mapping."""
    error_title: str = ""
    """Title of that mapping; empty for “Error performing <name>”."""
    earlier_error_title: str = ""
    """The title that seed and mid have instead (section 12)."""
    earlier_error_details: bool = True
    """Whether they say more than the title."""

    # What its form asks for.
    form: tuple[FieldGroup, ...] = ()
    """Groups of its request's members; without any there is nothing to fill in."""
    manifest_fields: FromManifest = no_fields
    """What stands in the place of MANIFEST_FIELDS."""
    fit_form: FitForm = as_they_are
    """How the form is changed for a platform."""
    sample: str = ""
    """The sample that it is fired with when none is named; empty for the first that is about it."""

    # When App Connect calls it.
    after: tuple[str, ...] = ()
    """What must have run on a connection before it has something to work on."""
    needs_log: str = ""
    """What makes the log known for which it is called (runtime.md sections 7 and 8)."""
    for_contact: bool = False
    """Whether it is called for a contact, whom the client looked up before."""
    before_login: bool = False
    """Whether it is called before anybody is connected."""
    by_login: bool = False
    """Whether a login calls it; a life takes it from there rather than firing it a second time."""
    life_of_core: bool = False
    """One of the eleven of the seed documentation."""
    is_reported: bool = False
    """Whether /implementedInterfaces tells of it, whatever the auth type (server_api.md section 3)."""
    synchronous_in: tuple[str, ...] = ()
    """Eras in which App Connect does not await the answer, so that a promise breaks it."""
    refuses: Callable[[dict[str, Any], str], Answer | None] | None = None
    """The server's answer to a request, merged and with its path, that it does not pass on."""
    leaves: Leaves | None = None
    """What its result leaves for later calls."""
    offers: Offers | None = None
    """What its result offers to the fields of forms."""
    hides: str = ""
    """The member of its result whose very purpose is a secret, or the whole."""
    records: RecordPlaces | None = None
    """Where its call names what the CRM has a page of."""
