"""Logging calls (runtime.md section 7)."""

from __future__ import annotations

from typing import Final

from workbench.core.arguments import calls, eras
from workbench.core.arguments.rows import HELPER_PROXY_CONFIG, PLATFORM, ArgumentSet
from workbench.core.contract.eras import HEAD
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.forms import fields, picks
from workbench.core.forms.from_manifest import call_log_fields, disposition_fields
from workbench.core.interfaces.row import InterfaceRow, RecordPlaces
from workbench.core.judging import logging
from workbench.core.run import showing
from workbench.core.server import result_answers as answers

_LINKED: Final = RecordPlaces(log_id="existingCallLog.thirdPartyLogId", contact_id="existingCallLog.contactId")

ROWS: Final = (
    InterfaceRow(
        "getLogFormatType",
        "Says in which format App Connect composes the text of a log.",
        CrmCalls.NO,
        Route("POST", "/callLog"),
        (ArgumentSet((PLATFORM, HELPER_PROXY_CONFIG), positional=True),),
        answers.step_only,
        None,
        check=logging.check_get_log_format_type,
        gives_object=False,
        answers_error=answers.no_answer,
        shows_error=showing.no_word,
        is_reported=True,
        synchronous_in=(HEAD,),
    ),
    InterfaceRow(
        "createCallLog",
        "Writes one activity in the CRM for one call.",
        CrmCalls.YES,
        Route("POST", "/callLog"),
        (*eras.CREATE_CALL_LOG, ArgumentSet(calls.CREATE_CALL_LOG)),
        answers.created_call,
        showing.logged,
        check=logging.check_create_call_log,
        rule_for_nothing="create-call-log/returns-nothing",
        error_title="Error creating call log",
        form=fields.CREATE_CALL_LOG,
        manifest_fields=call_log_fields,
        sample="call-inbound:1",
        for_contact=True,
        life_of_core=True,
        is_reported=True,
        offers=picks.call_log,
        records=RecordPlaces(log_id="value.logId", contact="contactInfo"),
    ),
    InterfaceRow(
        "getCallLog",
        "Reads the activity of a logged call back from the CRM.",
        CrmCalls.YES,
        Route("GET", "/callLog"),
        (*eras.GET_CALL_LOG, ArgumentSet(calls.GET_CALL_LOG)),
        answers.read_call,
        showing.not_throwing,
        check=logging.check_get_call_log,
        rule_for_nothing="get-call-log/returns-nothing",
        error_title="Error getting call log",
        form=fields.GET_CALL_LOG,
        sample="call-inbound:2",
        after=("createCallLog",),
        needs_log="createCallLog",
        life_of_core=True,
        is_reported=True,
        records=RecordPlaces(log_id="callLogId", contact_id="contactId"),
    ),
    InterfaceRow(
        "updateCallLog",
        "Changes the activity of a logged call in the CRM.",
        CrmCalls.YES,
        Route("PATCH", "/callLog"),
        (*eras.UPDATE_CALL_LOG, ArgumentSet(calls.UPDATE_CALL_LOG)),
        answers.updated_call,
        showing.not_throwing,
        check=logging.check_update_call_log,
        rule_for_nothing="update-call-log/returns-nothing",
        error_title="Error updating call log",
        form=fields.UPDATE_CALL_LOG,
        manifest_fields=call_log_fields,
        sample="call-inbound:3",
        after=("createCallLog", "getCallLog"),
        needs_log="createCallLog",
        life_of_core=True,
        is_reported=True,
        records=_LINKED,
    ),
    InterfaceRow(
        "upsertCallDisposition",
        "Writes the outcome of a logged call in the CRM.",
        CrmCalls.YES,
        Route("PUT", "/callDisposition"),
        (*eras.UPSERT_CALL_DISPOSITION, ArgumentSet(calls.UPSERT_CALL_DISPOSITION)),
        answers.disposition,
        showing.logged,
        check=logging.check_upsert_call_disposition,
        rule_for_nothing="upsert-call-disposition/returns-nothing",
        earlier_error_title="Error dispositioning call log",
        form=fields.UPSERT_CALL_DISPOSITION,
        manifest_fields=disposition_fields,
        after=("createCallLog",),
        needs_log="createCallLog",
        is_reported=True,
        records=_LINKED,
    ),
)
