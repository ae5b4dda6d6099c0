"""The fields of the forms: groups of the members of each interface's request.

To add a field, add a row. MANIFEST_FIELDS stands where the manifest's own fields go; what App Connect's
server fills in is added from the table of argument sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.core.forms.choices import DIRECTIONS, MESSAGE_TYPES, RESULTS, STATUSES
from workbench.core.forms.items import ATTACHMENT, ATTENDEE, CORRESPONDENT, EVENT, EXTENSION, LEG, MESSAGE, NAME
from workbench.core.forms.model import Field, FieldGroup, FieldKind
from workbench.core.values import UNDEFINED

_K = FieldKind


def _query_box(path: str, label: str, help_text: str = "") -> Field:
    """A truth value in a query, where it is text."""
    return Field(path, label, _K.CHECKBOX, help=help_text, on="true", off="false")


CONTACT: Final = FieldGroup(
    "Contact",
    (
        Field("contactId", "Contact", required=True, picks="contact", help="Id of the contact in the CRM."),
        Field("contactType", "Contact type", help="The type that findContact gave, such as Contact or Lead."),
        Field("contactName", "Contact name"),
    ),
)
_AI: Final = FieldGroup(
    "Notes by AI",
    (
        Field("aiNote", "AI note", _K.MULTILINE),
        Field("transcript", "Transcript", _K.MULTILINE),
        Field("ringSenseSummary", "RingSense summary", _K.MULTILINE),
        Field("ringSenseBulletedSummary", "RingSense bullets", _K.MULTILINE),
        Field("ringSenseTranscript", "RingSense transcript", _K.MULTILINE),
        Field("ringSenseAIScore", "RingSense score", _K.NUMBER),
        Field("ringSenseLink", "RingSense link"),
    ),
    advanced=True,
)
_EXTENSION: Final = (
    Field("extensionNumber", "Extension", help="Number of the extension that logs the call."),
    Field("hashedExtensionId", "Hashed extension id"),
    Field("rcExtensionId", "Extension id", help="Hashed by the server when no hash is given."),
)
_FROM_LOGGER: Final = Field(
    "headers.User-Agent",
    "Sent by server-side logging",
    _K.CHECKBOX,
    help="Marks the request as one of the server-side logger; isFromSSCL is then true.",
    on="SSCL",
    off=UNDEFINED,
)
_OAUTH_LOGIN: Final = FieldGroup(
    "Login by OAuth",
    (
        Field("callbackUri", "Redirected address", help="The whole address that the CRM sent the user back to."),
        Field("hostname", "Hostname", help="Host name of the user's CRM, without https."),
        Field("tokenUrl", "Token address"),
        Field("apiUrl", "API address"),
        Field("username", "User name"),
        Field("userEmail", "E-mail"),
        Field("rcAccountId", "RingCentral account id"),
        Field("proxyId", "Declarative profile", help="Id of the profile; empty for an adapter with code."),
    ),
)
_API_KEY: Final = Field("apiKey", "API key", _K.SECRET, required=True)
_KEY_LOGIN: Final = FieldGroup(
    "Login by API key",
    (_API_KEY, Field("hostname", "Hostname", help="Host name of the user's CRM, without https.")),
)
_APPOINTMENT: Final = Field("appointmentId", "Appointment", required=True, picks="appointment")

MANIFEST_FIELDS: Final = FieldGroup("Fields from the manifest", ())
"""Stands where the manifest's fields go; `build` replaces it."""

CREATE_CALL_LOG: Final = (
    CONTACT,
    FieldGroup(
        "Call",
        (
            Field("logInfo.direction", "Direction", _K.CHOICE, required=True, choices=DIRECTIONS, default="Inbound"),
            Field("logInfo.from.phoneNumber", "From", _K.PHONE),
            Field("logInfo.to.phoneNumber", "To", _K.PHONE),
            Field("logInfo.startTime", "Started", _K.DATETIME),
            Field("logInfo.duration", "Duration", _K.DURATION, help="Seconds; pending while the call is running."),
            Field("logInfo.result", "Result", _K.CHOICE, choices=RESULTS, custom=True),
            Field("note", "Note", _K.MULTILINE),
        ),
    ),
    MANIFEST_FIELDS,
    FieldGroup(
        "Subject and people",
        (
            Field("logInfo.customSubject", "Subject", help="What the user typed instead of the usual subject."),
            Field("logInfo.from.name", "Caller"),
            Field("logInfo.from.extensionNumber", "Caller's extension"),
            Field("logInfo.to.name", "Called person"),
            Field("logInfo.to.extensionNumber", "Called extension"),
            Field("logInfo.legs", "Legs", _K.LIST, item=LEG),
        ),
        advanced=True,
    ),
    FieldGroup(
        "Recording and voicemail",
        (
            Field("logInfo.recording.link", "Recording link"),
            Field("voicemailLink", "Voicemail link"),
            Field("voicemailMessageId", "Voicemail message"),
        ),
        advanced=True,
    ),
    _AI,
    FieldGroup(
        "Identity of the call",
        (
            Field("logInfo.sessionId", "Session id", required=True),
            Field("logInfo.telephonySessionId", "Telephony session id"),
            Field("logInfo.id", "Call id"),
            Field("logInfo.accountId", "Account id"),
            *_EXTENSION,
            _FROM_LOGGER,
        ),
        advanced=True,
    ),
)

UPDATE_CALL_LOG: Final = (
    FieldGroup(
        "Call log",
        (
            Field("subject", "Subject"),
            Field("note", "Note", _K.MULTILINE),
            Field("startTime", "Started", _K.DATETIME),
            Field("duration", "Duration", _K.DURATION),
            Field("result", "Result", _K.CHOICE, choices=RESULTS, custom=True),
        ),
    ),
    FieldGroup(
        "Recording and voicemail",
        (
            Field("recordingLink", "Recording link"),
            Field("recordingDownloadLink", "Recording download"),
            Field("voicemailLink", "Voicemail link"),
            Field("voicemailMessageId", "Voicemail message"),
        ),
    ),
    MANIFEST_FIELDS,
    _AI,
    FieldGroup(
        "Call",
        (
            Field("direction", "Direction", _K.CHOICE, choices=DIRECTIONS),
            Field("from.phoneNumber", "From", _K.PHONE),
            Field("to.phoneNumber", "To", _K.PHONE),
            Field("legs", "Legs", _K.LIST, item=LEG),
        ),
        advanced=True,
    ),
    FieldGroup(
        "Identity of the call",
        (
            Field("sessionId", "Session id", required=True, picks="call log"),
            Field("accountId", "Account id"),
            *_EXTENSION,
            _FROM_LOGGER,
        ),
        advanced=True,
    ),
)

MESSAGE_LOG: Final = (
    CONTACT,
    FieldGroup(
        "Message",
        (
            Field("logInfo.messages.0.type", "Kind", _K.CHOICE, choices=MESSAGE_TYPES, default="SMS"),
            Field("logInfo.messages.0.direction", "Direction", _K.CHOICE, choices=DIRECTIONS, default="Inbound"),
            Field("logInfo.messages.0.from.phoneNumber", "From", _K.PHONE),
            Field("logInfo.messages.0.to.0.phoneNumber", "To", _K.PHONE),
            Field("logInfo.messages.0.creationTime", "Sent", _K.DATETIME),
            Field("logInfo.messages.0.subject", "Text", _K.MULTILINE),
            Field("logInfo.messages.0.attachments", "Attachments", _K.LIST, item=ATTACHMENT),
        ),
    ),
    MANIFEST_FIELDS,
    FieldGroup(
        "Conversation",
        (
            Field("logInfo.correspondents.0.phoneNumber", "Other party", _K.PHONE, required=True),
            Field("logInfo.correspondents.0.name", "Other party's name"),
            Field("logInfo.assignee.name", "Assigned to", picks="user"),
            Field(
                "logInfo.owner.name",
                "Owner",
                picks="user",
                help="A name here makes it a shared thread, logged as a whole.",
            ),
            Field("logInfo.conversationLogId", "Conversation log id", help="Messages of one id go into one log."),
            Field("logInfo.conversationId", "Conversation id", picks="message log"),
            Field("logInfo.messages.0.id", "Message id"),
            Field("logInfo.accountId", "Account id"),
            Field("logInfo.rcAccessToken", "RingCentral token", _K.SECRET, help="Makes fax and image downloads work."),
            Field("logInfo.correspondents", "All correspondents", _K.LIST, item=CORRESPONDENT),
            Field("logInfo.messages", "All messages", _K.LIST, item=MESSAGE, help="Newest first."),
            Field("logInfo.entities", "Events of a shared thread", _K.LIST, item=EVENT),
        ),
        advanced=True,
    ),
)

GET_OAUTH_INFO: Final = (
    FieldGroup(
        "Login by OAuth", tuple(field for field in _OAUTH_LOGIN.fields if field.path not in ("apiUrl", "username"))
    ),
)
GET_BASIC_AUTH: Final = (FieldGroup("Login by API key", (_API_KEY,)),)
GET_USER_INFO: Final = (_KEY_LOGIN, _OAUTH_LOGIN)
GET_OVERRIDING_OAUTH_OPTION: Final = (FieldGroup("Login by OAuth", _OAUTH_LOGIN.fields[:1]),)
POST_SAVE_USER_INFO: Final = (
    FieldGroup("User", (Field("userInfo.id", "User id"), Field("userInfo.name", "Name")), advanced=True),
)
FIND_CONTACT: Final = (
    FieldGroup(
        "Look-up",
        (
            Field("phoneNumber", "Phone number", _K.PHONE, required=True),
            Field(
                "overridingFormat",
                "Number formats",
                help="Patterns with * for a digit, comma separated; clients send an empty text for none.",
                default="",
            ),
            _query_box("isExtension", "Internal extension"),
            _query_box("isForceRefreshAccountData", "Skip the cache"),
        ),
    ),
    FieldGroup(
        "Debugging",
        (
            Field(
                "headers.is-debug",
                "With a tracer",
                _K.CHECKBOX,
                help="Gives the adapter a live tracer instead of null.",
                on="true",
                off=UNDEFINED,
            ),
        ),
        advanced=True,
    ),
)
FIND_CONTACT_WITH_NAME: Final = (FieldGroup("Look-up", (Field("name", "Name", required=True),)),)
CREATE_CONTACT: Final = (
    FieldGroup(
        "New contact",
        (
            Field("newContactName", "Name", required=True),
            Field("phoneNumber", "Phone number", _K.PHONE, required=True),
            Field("newContactType", "Contact type"),
        ),
    ),
    MANIFEST_FIELDS,
)
GET_CALL_LOG: Final = (
    FieldGroup(
        "Look-up",
        (
            Field("sessionIds", "Session ids", required=True, picks="call log", help="Comma separated, at most five."),
            _query_box("requireDetails", "With details", "Without it App Connect does not ask the adapter."),
            *_EXTENSION[:2],
        ),
    ),
)
UPSERT_CALL_DISPOSITION: Final = (
    FieldGroup(
        "Disposition",
        (Field("dispositions", "Dispositions", _K.OBJECT, help="Values by the const of their form field."),),
    ),
    MANIFEST_FIELDS,
    FieldGroup(
        "Identity of the call",
        (Field("sessionId", "Session id", required=True, picks="call log"), *_EXTENSION[:2]),
        advanced=True,
    ),
)
GET_USER_LIST: Final = (
    FieldGroup(
        "Extensions",
        (
            Field(
                "rcExtensionList",
                "Extensions",
                _K.LIST,
                item=EXTENSION,
                help="Matched by App Connect; the adapter sees none.",
            ),
        ),
    ),
)
GET_MANAGED_AUTH_OPTIONS: Final = (
    FieldGroup(
        "Managed field",
        (
            Field("fieldConst", "Field", _K.CHOICE, required=True, custom=True),
            Field("accountValues", "Account values", _K.OBJECT, help="Values of account-scoped fields by const."),
        ),
    ),
)
UPDATE_SERVER_LOGGING_SETTINGS: Final = (
    FieldGroup("Settings", (Field("additionalFieldValues", "Values", _K.OBJECT),)),
    MANIFEST_FIELDS,
)
ON_UPDATE_USER_SETTINGS: Final = (
    MANIFEST_FIELDS,
    FieldGroup(
        "All settings",
        (
            Field("userSettings", "Settings", _K.OBJECT, help="Each id holds an object with a value."),
            Field("settingKeysToRemove", "Removed settings", _K.LIST, item=NAME),
        ),
    ),
)
LIST_APPOINTMENTS: Final = (
    FieldGroup(
        "Range",
        (
            Field("startDate", "From", _K.DATE, help="Both days or none; half a range is refused."),
            Field("endDate", "To", _K.DATE),
        ),
    ),
)
CREATE_APPOINTMENT: Final = (
    FieldGroup(
        "Appointment",
        (
            Field("payload.title", "Title", required=True),
            Field("payload.summary", "Summary", _K.MULTILINE, default=""),
            Field("payload.startTimeUtc", "Starts", _K.DATETIME, required=True),
            Field("payload.durationMinutes", "Minutes", _K.NUMBER, required=True, default=30),
            Field(
                "payload.contacts",
                "Contacts",
                _K.LIST,
                item=ATTENDEE,
                help="Positive ids, or objects with id and type.",
            ),
        ),
    ),
)
UPDATE_APPOINTMENT: Final = (
    FieldGroup(
        "Appointment",
        (
            _APPOINTMENT,
            Field("patch.title", "Title"),
            Field("patch.summary", "Summary", _K.MULTILINE),
            Field("patch.startTimeUtc", "Starts", _K.DATETIME, help="Goes together with the minutes."),
            Field("patch.durationMinutes", "Minutes", _K.NUMBER),
            Field("patch.contacts", "Contacts", _K.LIST, item=ATTENDEE),
            Field("patch.status", "Status", _K.CHOICE, choices=STATUSES, custom=True),
        ),
    ),
)
ONE_APPOINTMENT: Final = (FieldGroup("Appointment", (_APPOINTMENT,)),)

FILLED: Final[Mapping[str, str]] = {
    "user": "The stored user, a live object.",
    "authHeader": "Made from the stored token or key.",
    "proxyConfig": "The declarative profile, or nothing.",
    "proxyId": "Id of the declarative profile.",
    "composedLogDetails": "The log's text as App Connect composes it.",
    "existingCallLog": "The row that ties the call to the CRM's log.",
    "existingCallLogDetails": "What getCallLog gave before the update.",
    "existingMessageLog": "The row that ties the conversation to the CRM's log.",
    "hashedAccountId": "Hash of the RingCentral account id.",
    "isFromSSCL": "Whether server-side logging sent the request.",
    "tracer": "Null unless the request asks for debugging.",
    "correspondents": "Cached contacts of the other people in a group.",
    "sharedSMSLogContent": "The composed text of a shared thread.",
    "telephonySessionId": "Id of the row that ties the call to the CRM's log.",
    "callLogId": "The CRM's id of the log.",
    "contactId": "The contact that the call was logged for.",
    "recordingLink": "Link of a voicemail.",
    "faxDocLink": "Link of a fax.",
    "faxDownloadLink": "Download of a fax, with the RingCentral token.",
    "imageLink": "Page that shows a picture.",
    "imageDownloadLink": "Download of a picture, with the RingCentral token.",
    "imageContentType": "Type of a picture.",
    "videoLink": "Page that shows a video.",
    "platform": "The platform's name.",
    "userId": "Id of the stored user.",
    "oauthApp": "A live OAuth client.",
    "oauthInfo": "What getOauthInfo gave.",
    "tokenLockTimeout": "Seconds, always 20.",
    "data": "The token endpoint's answer.",
    "query": "The whole query of the login.",
    "updatedSettings": "Stored settings with the submitted ones over them.",
    "isFromMCP": "Whether an AI agent takes part in the login.",
    "contactInfo": "The contact, with the other party's number.",
}
"""Arguments that the server makes, with what they are."""
