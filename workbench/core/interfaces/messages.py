"""Logging messages (runtime.md section 8)."""

from __future__ import annotations

from typing import Final

from workbench.core.arguments import eras, messages
from workbench.core.arguments.rows import ArgumentSet
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.forms import fields, picks
from workbench.core.forms.from_manifest import message_log_fields
from workbench.core.interfaces.row import InterfaceRow, RecordPlaces
from workbench.core.judging import logging
from workbench.core.run import showing
from workbench.core.server import result_answers as answers

ROWS: Final = (
    InterfaceRow(
        "createMessageLog",
        "Writes one activity in the CRM for a conversation.",
        CrmCalls.YES,
        Route("POST", "/messageLog"),
        (
            *eras.CREATE_MESSAGE_LOG,
            ArgumentSet(messages.CREATE_SHARED_LOG, "head_shared", messages.is_shared),
            ArgumentSet(messages.CREATE_MESSAGE_LOG, "head_normal"),
        ),
        answers.created_message,
        showing.not_throwing,
        check=logging.check_create_message_log,
        rule_for_nothing="create-message-log/returns-nothing",
        error_title="Error creating message log",
        form=fields.MESSAGE_LOG,
        manifest_fields=message_log_fields,
        sample="sms-inbound",
        for_contact=True,
        life_of_core=True,
        is_reported=True,
        offers=picks.message_log,
        records=RecordPlaces(log_id="value.logId", contact="contactInfo"),
    ),
    InterfaceRow(
        "updateMessageLog",
        "Adds one more message to a logged conversation.",
        CrmCalls.YES,
        Route("POST", "/messageLog"),
        (
            *eras.UPDATE_MESSAGE_LOG,
            ArgumentSet(messages.UPDATE_SHARED_LOG, "head_shared", messages.is_shared),
            ArgumentSet(messages.UPDATE_MESSAGE_LOG, "head_normal"),
        ),
        answers.updated_message,
        showing.not_throwing,
        check=logging.check_update_message_log,
        rule_for_nothing="update-message-log/returns-nothing",
        may_give_nothing=logging.update_may_give_nothing,
        error_title="Error creating message log",
        form=fields.MESSAGE_LOG,
        manifest_fields=message_log_fields,
        sample="sms-thread",
        after=("createMessageLog",),
        needs_log="createMessageLog",
        for_contact=True,
        life_of_core=True,
        is_reported=True,
        records=RecordPlaces(log_id="existingMessageLog.thirdPartyLogId", contact="contactInfo"),
    ),
)
