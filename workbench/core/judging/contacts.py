"""Checks of finding and creating contacts (runtime.md section 6)."""

from __future__ import annotations

import re
from typing import Final

from workbench.core.judging.everywhere import check_identity
from workbench.core.judging.judgement import Judgement, check_heard, join, promised_object, readable
from workbench.core.judging.shapes import check_spelling, fits
from workbench.core.values import Special, Value
from workbench.core.values.javascript import as_object, member, missing, truthy

_LIST: Final = "matchedContactInfo"
_NEW: Final = "createNewContact"

_USED_KEYS: Final = (
    "id",
    "name",
    "phone",
    "type",
    "createdDate",
    "mostRecentActivityDate",
    "additionalInfo",
    "isNewContact",
    "defaultContactType",
)
"""Members that App Connect or its client looks at; a contact may have others of its own."""

_DATE: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"  # ISO 8601
    r"|\d{8}(T?\d{4,6}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?"  # compact dates
    r"|\d{10}(\d{3}|\d{6}|\d{9})?"  # epoch in s, ms, us or ns
    r"|/Date\(-?\d+([+-]\d{4})?\)/",
    re.IGNORECASE,
)


def check_find_contact(judgement: Judgement) -> None:
    """findContact and findContactWithName (sections 6.1 to 6.3)."""
    result = judgement.outcome.value
    if missing(member(result, "successful")):
        judgement.find("find-contact/successful-missing", "successful")
    contacts = member(result, _LIST)
    if contacts is not None and not missing(contacts) and not isinstance(contacts, list):
        judgement.find("find-contact/not-a-list", _LIST, f"matchedContactInfo is {readable(contacts)}, not a list.")
        return
    if not isinstance(contacts, list):
        if member(result, "successful") is True and _LIST not in (as_object(result) or {}):
            judgement.find("find-contact/matches-missing", _LIST)
        contacts = []
    for place, contact in enumerate(contacts):
        _check_contact(judgement, contact, join(_LIST, place))
    real = [contact for contact in contacts if not truthy(member(contact, "isNewContact"))]
    if not real and missing(member(result, "returnMessage")):
        judgement.find("find-contact/no-match-without-message", "returnMessage")
    dated = [contact for contact in real if not missing(member(contact, "createdDate"))]
    if len(real) > 1 and len(dated) < len(real):
        judgement.find(
            "contact/created-date-missing", _LIST, f"{len(dated)} of {len(real)} matches have a createdDate."
        )


def check_create_contact(judgement: Judgement) -> None:
    """contactInfo alone decides (section 6.4)."""
    path = "contactInfo"
    contact = promised_object(judgement, path, "create-contact", "contact")
    if contact is None:
        return
    check_heard(judgement, "create-contact/failure-ignored", path)
    if not truthy(member(contact, "id")):
        judgement.find("create-contact/id-missing", join(path, "id"))
    else:
        check_identity(judgement, member(contact, "id"), join(path, "id"))
    if not truthy(member(contact, "name")):
        judgement.find("create-contact/name-missing", join(path, "name"))


def _check_contact(judgement: Judgement, contact: Value, path: str) -> None:
    owner = as_object(contact)
    if owner is None:
        judgement.find("contact/not-an-object", path, f"{path} is {readable(contact)}, not a contact.")
        return
    _check_additional_info(judgement, member(contact, "additionalInfo"), join(path, "additionalInfo"))
    identity, is_new = member(contact, "id"), truthy(member(contact, "isNewContact"))
    if is_new or identity == _NEW:
        _check_new_entry(judgement, contact, path)
        return
    check_spelling(judgement, _own_names_apart(owner), _USED_KEYS, path, "contact/misspelt-key")
    if not truthy(identity):
        judgement.find("contact/id-missing", join(path, "id"))
    else:
        check_identity(judgement, identity, join(path, "id"))
    name = member(contact, "name")
    if not truthy(name):
        judgement.find("contact/name-missing", join(path, "name"))
    if not truthy(member(contact, "type")):
        judgement.find("contact/type-missing", join(path, "type"))
    for key in ("createdDate", "mostRecentActivityDate"):
        date = member(contact, key)
        # Empty text stands for no date, as in a CRM's record that has none.
        if not missing(date) and date != "" and not _is_date(date):
            judgement.find("contact/created-date-unreadable", join(path, key), f"{key} is {readable(date)}.")
    for key, entry in judgement.table.definitions["MatchedContact"]["properties"].items():
        types = entry.get("type", "object")
        value = member(contact, key)
        place = join(path, key)
        if missing(value) or judgement.judged(place) or key in ("createdDate", "mostRecentActivityDate"):
            continue
        if not fits(value, (types,) if isinstance(types, str) else types):
            judgement.find("returns/wrong-type", place, f"{place} is {readable(value)}.")


def _check_new_entry(judgement: Judgement, contact: Value, path: str) -> None:
    if not truthy(member(contact, "isNewContact")):
        judgement.find("contact/new-entry-without-mark", path)
    if member(contact, "id") != _NEW:
        judgement.find("contact/new-entry-id", join(path, "id"), f"The id is {readable(member(contact, 'id'))}.")
    if not truthy(member(contact, "name")):
        judgement.find("contact/new-entry-name-missing", join(path, "name"))


def _check_additional_info(judgement: Judgement, info: Value, path: str) -> None:
    """Option lists under the names of form fields; other values are the adapter's own and stay unjudged."""
    if missing(info):
        return
    owner = as_object(info)
    if owner is None:
        judgement.find("contact/additional-info-shape", path, f"additionalInfo is {readable(info)}, not an object.")
        return
    for name, options in owner.items():
        if not isinstance(options, list):
            continue
        for place, option in enumerate(options):
            if as_object(option) is not None and (missing(member(option, "const")) or missing(member(option, "title"))):
                judgement.find(
                    "contact/additional-info-shape",
                    join(join(path, name), place),
                    f"An option of {name} lacks const or title.",
                )


def _own_names_apart(owner: dict[str, Value]) -> dict[str, Value]:
    """Without members that only lengthen a known name, such as nameSuffix, or list many, such as phones.

    Those are the adapter's own.
    """
    return {key: value for key, value in owner.items() if key in _USED_KEYS or not _is_own(key, value)}


def _is_own(key: str, value: Value) -> bool:
    known = next((each for each in _USED_KEYS if key.startswith(each)), "")
    more = key[len(known) :]
    return bool(known) and (more[:1].isupper() or more[:1] in "_-" or (more in ("s", "es") and isinstance(value, list)))


def _is_date(value: Value) -> bool:
    if isinstance(value, Special):
        return value.kind == "date" and value.text != "Invalid Date"
    if isinstance(value, bool):
        return False
    text = str(int(value)) if isinstance(value, int | float) else value
    return isinstance(text, str) and bool(_DATE.fullmatch(text.strip()))
