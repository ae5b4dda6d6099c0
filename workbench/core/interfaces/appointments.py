"""Appointments, whose requests and answers App Connect validates itself (runtime.md section 10)."""

from __future__ import annotations

from typing import Final

from workbench.core.arguments import appointments as arguments
from workbench.core.arguments.rows import ArgumentSet
from workbench.core.connection.connection import known_appointment
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.forms import fields, picks
from workbench.core.interfaces.row import InterfaceRow
from workbench.core.judging.appointments import check_appointments
from workbench.core.run import showing
from workbench.core.server import appointments
from workbench.core.server import result_answers as answers

_ONE: Final = "/appointments/{appointmentId}"
_LISTED: Final = ("listAppointments",)

ROWS: Final = (
    InterfaceRow(
        "listAppointments",
        "Lists the user's appointments in a range of days.",
        CrmCalls.YES,
        Route("GET", "/appointments"),
        (ArgumentSet(arguments.LIST_APPOINTMENTS),),
        answers.appointment,
        showing.appointments,
        check=check_appointments,
        rule_for_nothing="appointments/returns-nothing",
        form=fields.LIST_APPOINTMENTS,
        sample="appointments-month",
        is_reported=True,
        refuses=appointments.range_refusal,
        leaves=known_appointment,
        offers=picks.appointments,
    ),
    InterfaceRow(
        "createAppointment",
        "Creates one appointment in the CRM.",
        CrmCalls.YES,
        Route("POST", "/appointments"),
        (ArgumentSet(arguments.CREATE_APPOINTMENT),),
        answers.appointment,
        showing.appointments,
        check=check_appointments,
        rule_for_nothing="appointments/returns-nothing",
        error_title="Error creating appointment",
        form=fields.CREATE_APPOINTMENT,
        for_contact=True,
        is_reported=True,
        refuses=appointments.creation_refusal,
        leaves=known_appointment,
        offers=picks.created_appointment,
    ),
    InterfaceRow(
        "refreshAppointment",
        "Reads one appointment from the CRM once more.",
        CrmCalls.YES,
        Route("GET", f"{_ONE}/refresh"),
        (ArgumentSet(arguments.ONE_APPOINTMENT),),
        answers.appointment,
        showing.appointments,
        check=check_appointments,
        rule_for_nothing="appointments/returns-nothing",
        form=fields.ONE_APPOINTMENT,
        after=_LISTED,
        is_reported=True,
    ),
    InterfaceRow(
        "updateAppointment",
        "Changes one appointment or its status in the CRM.",
        CrmCalls.YES,
        Route("PATCH", _ONE),
        (ArgumentSet(arguments.UPDATE_APPOINTMENT),),
        answers.appointment,
        showing.appointments,
        check=check_appointments,
        rule_for_nothing="appointments/returns-nothing",
        error_title="Error updating appointment",
        form=fields.UPDATE_APPOINTMENT,
        after=_LISTED,
        is_reported=True,
        refuses=appointments.patch_refusal,
    ),
    InterfaceRow(
        "confirmAppointment",
        "Confirms one appointment in the CRM.",
        CrmCalls.YES,
        Route("POST", f"{_ONE}/confirm"),
        (ArgumentSet(arguments.ONE_APPOINTMENT),),
        answers.appointment,
        showing.appointments,
        check=check_appointments,
        rule_for_nothing="appointments/returns-nothing",
        form=fields.ONE_APPOINTMENT,
        after=_LISTED,
        is_reported=True,
    ),
    InterfaceRow(
        "cancelAppointment",
        "Cancels one appointment in the CRM.",
        CrmCalls.YES,
        Route("POST", f"{_ONE}/cancel"),
        (ArgumentSet(arguments.ONE_APPOINTMENT),),
        answers.appointment,
        showing.appointments,
        check=check_appointments,
        rule_for_nothing="appointments/returns-nothing",
        form=fields.ONE_APPOINTMENT,
        after=_LISTED,
        is_reported=True,
    ),
)
