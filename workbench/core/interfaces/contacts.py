"""Contacts (runtime.md section 6)."""

from __future__ import annotations

from typing import Final

from workbench.core.arguments import contacts, eras
from workbench.core.arguments.rows import ArgumentSet
from workbench.core.connection import connection
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.forms import fields, picks
from workbench.core.forms.from_manifest import new_contact_fields
from workbench.core.interfaces.row import InterfaceRow, RecordPlaces
from workbench.core.judging.contacts import check_create_contact, check_find_contact
from workbench.core.run import showing
from workbench.core.server import result_answers as answers

ROWS: Final = (
    InterfaceRow(
        "findContact",
        "Finds the CRM's contacts for one phone number.",
        CrmCalls.YES,
        Route("GET", "/contact"),
        (*eras.FIND_CONTACT, ArgumentSet(contacts.FIND_CONTACT)),
        answers.contacts,
        showing.found_contacts,
        check=check_find_contact,
        rule_for_nothing="find-contact/returns-nothing",
        error_title="Error finding contact",
        earlier_error_title="Error finding contacts",
        form=fields.FIND_CONTACT,
        sample="find-contact-phone",
        life_of_core=True,
        is_reported=True,
        leaves=connection.found_contacts,
        offers=picks.contacts,
        records=RecordPlaces(contacts="value.matchedContactInfo"),
    ),
    InterfaceRow(
        "findContactWithName",
        "Finds the CRM's contacts for a name.",
        CrmCalls.YES,
        Route("GET", "/custom/contact/search"),
        (*eras.FIND_CONTACT_WITH_NAME, ArgumentSet(contacts.FIND_CONTACT_WITH_NAME)),
        answers.named_contacts,
        showing.found_by_name,
        check=check_find_contact,
        rule_for_nothing="find-contact/returns-nothing",
        error_title="Error searching contacts",
        earlier_error_title="Error finding contacts",
        earlier_error_details=False,
        form=fields.FIND_CONTACT_WITH_NAME,
        life_of_core=True,
        is_reported=True,
        leaves=connection.named_contacts,
        offers=picks.contacts,
        records=RecordPlaces(contacts="value.matchedContactInfo"),
    ),
    InterfaceRow(
        "createContact",
        "Creates one contact in the CRM for a phone number.",
        CrmCalls.YES,
        Route("POST", "/contact"),
        (*eras.CREATE_CONTACT, ArgumentSet(contacts.CREATE_CONTACT)),
        answers.created_contact,
        showing.created_contact,
        check=check_create_contact,
        rule_for_nothing="create-contact/returns-nothing",
        error_title="Error creating contact",
        form=fields.CREATE_CONTACT,
        manifest_fields=new_contact_fields,
        life_of_core=True,
        is_reported=True,
        leaves=connection.created_contact,
        offers=picks.created_contact,
        records=RecordPlaces(contact="value.contactInfo"),
    ),
)
