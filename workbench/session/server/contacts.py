"""/contact and /custom/contact/search (runtime.md section 6)."""

from __future__ import annotations

from workbench.core.run.invocation import Answer
from workbench.core.server.answers import answer, bad_request, refused, type_error
from workbench.core.server.result_answers import real_matches
from workbench.core.server.results import result_of
from workbench.core.values import to_json
from workbench.core.values.javascript import member
from workbench.session.server.operation import Operation


async def find_contact(operation: Operation) -> Answer:
    """Look in the account's cache, then ask the adapter, and keep a list that has a real match."""
    number = operation.request.query.get("phoneNumber")
    if number is None:
        operation.refuse(bad_request(type_error("Cannot read properties of undefined (reading 'replace')").error))
    number = str(number).replace(" ", "+", 1)
    user = operation.connected_user(refused("Contact not found"), same_platform=True)
    account = str((user or {}).get("rcAccountId") or "")
    key = (account, operation.platform, number)
    forced = operation.request.query.get("isForceRefreshAccountData") == "true"
    stores = operation.stores
    if operation.is_head and not forced and account and key in stores.contacts:
        operation.refuse(answer(successful=True, returnMessage=None, contact=stores.contacts[key]))
    context = await operation.authorized(user)
    value = await operation.call("findContact", context)
    answered = result_of(value, operation.asked("findContact"))
    assert answered is not None
    if operation.is_head and account:
        found = member(value, "matchedContactInfo")
        if real_matches(found):
            stores.contacts[key] = to_json(found)
        elif forced:
            stores.contacts.pop(key, None)
    return answered


async def find_contact_with_name(operation: Operation) -> Answer:
    """Search by name; never from the cache."""
    nobody = refused(f"No contact found with name {operation.merged.get('name', 'undefined')}")
    user = operation.connected_user(nobody, same_platform=True)
    return await operation.answer("findContactWithName", await operation.authorized(user))


async def create_contact(operation: Operation) -> Answer:
    """Create a contact; the cache is not touched."""
    user = operation.connected_user(answer(successful=False), same_platform=True)
    return await operation.answer("createContact", await operation.authorized(user))
