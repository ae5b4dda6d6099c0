"""Arguments of message logging: which message, whose links, which path (runtime.md section 8)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from workbench.core.arguments.calls import CONTACT_MEMBERS, contact_info
from workbench.core.arguments.context import CallContext
from workbench.core.arguments.rows import (
    AUTH_HEADER,
    PROXY_CONFIG,
    USER_ROW,
    Filled,
    Request,
    Row,
    hashed_account,
    origin_of,
    submitted,
)
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.paths import get_path

MEDIA_READER: Final = "https://ringcentral.github.io/ringcentral-media-reader/?media="
"""RingCentral's page that shows a picture or a video (runtime.md section 8.3)."""

_UNRESERVED: Final = "!'()*-._~"
"""What JavaScript's encodeURIComponent leaves alone besides letters and digits."""


def is_shared(request: Request, _context: CallContext | None = None) -> bool:
    """Whether the request takes the shared SMS path: a non-empty owner name decides (section 8.1)."""
    return bool(get_path(request, "logInfo.owner.name"))


def is_group(request: Request) -> bool:
    """Whether the conversation has more than one correspondent, so that ids get the contact appended."""
    correspondents = get_path(request, "logInfo.correspondents")
    return isinstance(correspondents, list) and len(correspondents) > 1


def contact_id(request: Request, context: CallContext) -> str:
    """Id of the contact that the messages are logged for, as text."""
    info = _message_contact(request, context).value
    return "" if info["id"] is UNDEFINED or info["id"] is None else str(info["id"])


def group_suffix(request: Request, context: CallContext) -> str:
    """What a group's ids get appended; empty for one correspondent and for shared threads."""
    return f"-{contact_id(request, context)}" if is_group(request) and not is_shared(request) else ""


def messages_in_order(request: Request, context: CallContext) -> list[dict[str, Any]]:
    """The request's messages as App Connect takes them: oldest first, group ids with the contact appended."""
    messages = get_path(request, "logInfo.messages")
    if not isinstance(messages, list):
        return []
    ordered = [dict(message) for message in reversed(messages) if isinstance(message, dict)]
    if is_group(request):
        for message in ordered:
            message["id"] = f"{message.get('id')}-{contact_id(request, context)}"
    return ordered


def media_links(message: Json, token: Value) -> dict[str, Value]:
    """Links of a message's attachments; only the first attachment of each kind counts (section 8.3).

    `token` is the request's rcAccessToken, or UNDEFINED.
    """
    links: dict[str, Value] = dict.fromkeys(
        (
            "recordingLink",
            "faxDocLink",
            "faxDownloadLink",
            "imageLink",
            "imageDownloadLink",
            "imageContentType",
            "videoLink",
        )
    )
    found = get_path(message, "attachments")
    attachments = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    recording = _first(attachments, "AudioRecording", "")
    fax = _first(attachments, "RenderedDocument", "")
    image = _first(attachments, "MmsAttachment", "image/")
    video = _first(attachments, "MmsAttachment", "video/")
    if recording:
        links["recordingLink"] = recording.get("link", UNDEFINED)
    if fax and token:
        links["faxDocLink"] = fax.get("link", UNDEFINED)
        links["faxDownloadLink"] = f"{fax.get('uri', 'undefined')}?access_token={token}"
    if image:
        links["imageLink"] = MEDIA_READER + quote(str(image.get("uri")), safe=_UNRESERVED)
        if token:
            links["imageDownloadLink"] = f"{image.get('uri')}?access_token={token}"
            links["imageContentType"] = image.get("contentType")
    if video:
        links["videoLink"] = MEDIA_READER + quote(str(video.get("uri")), safe=_UNRESERVED)
    return links


def _first(attachments: list[dict[str, Any]], kind: str, content: str) -> dict[str, Any] | None:
    for item in attachments:
        if item.get("type") == kind and str(item.get("contentType", "")).startswith(content):
            return item
    return None


def _message_contact(request: Request, context: CallContext) -> Filled:
    return contact_info(request, context, get_path(request, _NUMBER))


def current_index(request: Request, context: CallContext) -> int:
    """Which message by age is logged: the chosen one, else the oldest that the message row does not know."""
    if context.message_index is not None:
        return context.message_index
    known = str((context.message_log or {}).get("id", ""))
    ids = [str(message.get("id")) for message in messages_in_order(request, context)]
    return next((index for index, each in enumerate(ids) if each != known), 0)


def message_place(request: Request, context: CallContext) -> int:
    """Where the message that is logged stands in the request's list, which has the newest first."""
    return max(len(messages_in_order(request, context)) - 1 - current_index(request, context), 0)


def current_message(request: Request, context: CallContext) -> Value:
    """The message that is logged, as the adapter gets it; UNDEFINED when the request has no such message."""
    ordered = messages_in_order(request, context)
    index = current_index(request, context)
    return ordered[index] if index < len(ordered) else UNDEFINED


def _message(request: Request, context: CallContext) -> Filled:
    index = current_index(request, context)
    which = "The oldest message" if index == 0 else f"Message {index + 1}, by age,"
    return Filled(
        current_message(request, context),
        origin_of("logInfo.messages", context),
        f"{which} of the request's conversation.",
    )


def _link(name: str) -> Row:
    def fill(request: Request, context: CallContext) -> Filled:
        links = media_links(current_message(request, context), get_path(request, "logInfo.rcAccessToken"))
        source = "Made from the message's attachments." if links[name] else "The message has no such attachment."
        return Filled(links[name], "server", source)

    return Row(name, fill)


def _correspondents(request: Request, context: CallContext) -> Filled:
    lists: list[Json] = []
    if is_group(request):
        name = _message_contact(request, context).value["name"]
        for correspondent in get_path(request, "logInfo.correspondents"):
            cached = context.account_contacts.get(str(get_path(correspondent, "phoneNumber")))
            if cached and get_path(cached, "0.name") != name:
                lists.append(cached)
    return Filled(lists, "server", "Cached contact lists of the other people in a group; else an empty list.")


def _existing_message_log(_request: Request, context: CallContext) -> Filled:
    if context.message_log is None:
        return Filled(None, "default", "No message of this group was logged yet; App Connect would create a log.")
    return Filled(dict(context.message_log), "earlier call", "The row that links the group to the CRM's log.")


def _shared_content(request: Request, context: CallContext) -> Filled:
    if context.shared_sms_content is not None:
        return Filled(context.shared_sms_content, "server", "App Connect's composer for shared threads.")
    return Filled({"subject": "", "body": ""}, "default", "Nothing was composed from the thread.")


_NUMBER: Final = "logInfo.correspondents.0.phoneNumber"
_CONTACT: Final = Row(
    "contactInfo", _message_contact, members=lambda _request: {**CONTACT_MEMBERS, "phoneNumber": _NUMBER}
)
_ASSIGNEE: Final = submitted("assigneeName", "logInfo.assignee.name")
_OWNER: Final = submitted("ownerName", "logInfo.owner.name")
_SUBMISSION: Final = submitted("additionalSubmission")
_SHARED_CONTENT: Final = Row("sharedSMSLogContent", _shared_content)
_EXISTING: Final = Row("existingMessageLog", _existing_message_log)
_IMAGE_AND_VIDEO: Final = tuple(
    _link(name) for name in ("imageLink", "imageDownloadLink", "imageContentType", "videoLink")
)
_HASHED_ACCOUNT: Final = hashed_account("logInfo.accountId")

CREATE_MESSAGE_LOG: Final = (
    USER_ROW,
    _CONTACT,
    Row("correspondents", _correspondents),
    _ASSIGNEE,
    _OWNER,
    AUTH_HEADER,
    Row("message", _message),
    _SUBMISSION,
    _link("recordingLink"),
    _link("faxDocLink"),
    _link("faxDownloadLink"),
    *_IMAGE_AND_VIDEO,
    PROXY_CONFIG,
    _HASHED_ACCOUNT,
)

CREATE_SHARED_LOG: Final = (
    USER_ROW,
    _CONTACT,
    _SHARED_CONTENT,
    AUTH_HEADER,
    _SUBMISSION,
    PROXY_CONFIG,
    _HASHED_ACCOUNT,
)

UPDATE_MESSAGE_LOG: Final = (
    USER_ROW,
    _CONTACT,
    _ASSIGNEE,
    _OWNER,
    _EXISTING,
    Row("message", _message),
    AUTH_HEADER,
    _SUBMISSION,
    *_IMAGE_AND_VIDEO,
    PROXY_CONFIG,
)

UPDATE_SHARED_LOG: Final = (
    USER_ROW,
    _CONTACT,
    _SHARED_CONTENT,
    _EXISTING,
    AUTH_HEADER,
    _SUBMISSION,
    PROXY_CONFIG,
)
