"""Harbor CRM for App Connect, in Python, with an API key.

Every function here is one interface of App Connect. They take keyword arguments by the contract's names;
name those you need and leave the rest to **_ .
"""

from __future__ import annotations

import base64

import httpx
from harbor_api import call, notice, tracking

PLATFORM = "harbor-python"


# Authentication ------------------------------------------------------------------------------------------------------


def getAuthType():
    """Decides how App Connect builds authHeader: "apiKey" means Basic plus what getBasicAuth returns."""
    return "apiKey"


def getBasicAuth(apiKey, **_):
    """Must be a plain function: App Connect puts its result straight into the header."""
    return base64.b64encode(f"{apiKey}:".encode()).decode()


async def getOauthInfo(**_):
    """One of the interfaces every adapter has; with an API key there is nothing to tell."""
    return {}


async def getUserInfo(authHeader, hostname=None, **_):
    """Called once at login. The id becomes the key of the stored user, so the platform's name is part of it."""
    try:
        response = await call("GET", "/users/me", authHeader)
    except httpx.HTTPStatusError as error:
        if error.response.status_code != 401:
            raise
        return {
            "successful": False,
            "returnMessage": notice("Harbor CRM does not know this API key. Copy it from your profile.", "warning"),
        }
    me = response.json()["data"]
    return {
        "successful": True,
        "platformUserInfo": {
            "id": f"{me['id']}-{PLATFORM}",
            "name": me["name"],
            "timezoneName": me["timezone_name"],
            # Decides how dates in composed logs read; "-08:00" and minutes both work.
            "timezoneOffset": me["timezone_offset"],
            "platformAdditionalInfo": {"email": me["email"], "role": me["role"]},
        },
        "returnMessage": notice(f"Connected to Harbor CRM as {me['name']}."),
    }


async def authValidation(user, **_):
    """Says whether the stored credentials still work."""
    try:
        await call("GET", "/users/me", f"Basic {getBasicAuth(user.accessToken)}")
    except httpx.HTTPStatusError as error:
        return {
            "successful": False,
            "status": error.response.status_code,
            "returnMessage": notice("Harbor CRM does not accept the API key any more. Connect again.", "warning"),
        }
    return {"successful": True, "status": 200}


async def refreshUserInfo(user, authHeader, **_):
    """Brings the stored user up to date."""
    me = (await call("GET", "/users/me", authHeader)).json()["data"]
    user.timezoneName = me["timezone_name"]
    user.timezoneOffset = me["timezone_offset"]
    # A JSON column is only stored when another object is assigned; changing the old one in place is lost.
    user.platformAdditionalInfo = {**(user.platformAdditionalInfo or {}), "email": me["email"], "role": me["role"]}
    await user.save()
    return {"successful": True, "returnMessage": notice("Your Harbor profile is up to date.")}


async def unAuthorize(user, **_):
    """App Connect clears nothing by itself: blank the tokens and save."""
    user.accessToken = ""
    user.refreshToken = ""
    await user.save()
    return {"returnMessage": notice("Logged out of Harbor CRM.")}


async def getLicenseStatus(user, **_):
    """Shown in the user's settings; the description may hold [text](address) links."""
    granted = (await call("GET", "/license", f"Basic {getBasicAuth(user.accessToken)}")).json()["data"]
    return {
        "isLicenseValid": granted["valid"],
        "licenseStatus": granted["plan"],
        "licenseStatusDescription": granted["description"],
    }


async def getUserList(authHeader, **_):
    """Lets an administrator match RingCentral extensions to CRM users, first by e-mail, then by name."""
    users = (await call("GET", "/users", authHeader, params={"limit": 200})).json()["data"]
    return [{"id": str(user["id"]), "name": user["name"], "email": user["email"]} for user in users]


async def onUpdateUserSettings(updatedSettings=None, **_):
    """App Connect stores the settings only when this says successful: True; a message would not reach the user."""
    return {"successful": True}


# Contacts ------------------------------------------------------------------------------------------------------------


async def findContact(authHeader, phoneNumber, isExtension=None, **_):
    """Everybody who has this number, and an entry that offers to create a contact."""
    # isExtension is the text "true" or "false".
    if isExtension == "true":
        return {
            "successful": False,
            "matchedContactInfo": [],
            "returnMessage": notice("Harbor CRM keeps no extensions.", "info"),
        }
    # Harbor compares digits, so one search is enough. A CRM that compares text needs one search for each
    # format in overridingFormat, such as "(***) ***-****".
    response = await call("GET", "/contacts", authHeader, params={"phone": phoneNumber, "include": "choices"})
    return _matches(response, phoneNumber)


async def findContactWithName(authHeader, name, **_):
    """The same for a name that the user typed."""
    response = await call("GET", "/contacts", authHeader, params={"name": name, "include": "choices"})
    return _matches(response)


async def createContact(authHeader, phoneNumber, newContactName, newContactType=None, additionalSubmission=None, **_):
    """Creates a contact; contactInfo is what the following log is written to."""
    response = await call(
        "POST",
        "/contacts",
        authHeader,
        json={
            "name": newContactName,
            "type": newContactType or "Contact",
            "status": (additionalSubmission or {}).get("status") or "new",
            "phones": [{"label": "work", "number": phoneNumber}],
        },
    )
    contact = response.json()["data"]
    return {
        "contactInfo": {"id": str(contact["id"]), "name": contact["name"], "type": contact["type"]},
        "returnMessage": notice("Contact created."),
        "extraDataTracking": tracking(response),
    }


def _matches(response, phone_number=None):
    contacts = [_contact(contact, phone_number) for contact in response.json()["data"]]
    contacts.append(
        {
            # The client knows this entry by isNewContact and offers to create a contact.
            "id": "createNewContact",
            "name": "Create new contact...",
            "isNewContact": True,
            "defaultContactType": "Contact",
            "additionalInfo": None,
        }
    )
    return {"successful": True, "matchedContactInfo": contacts, "extraDataTracking": tracking(response)}


def _contact(contact, phone_number):
    deals = contact["choices"]["deal_id"]
    found = {
        "id": str(contact["id"]),
        "name": contact["name"],
        "type": contact["type"],
        "phone": phone_number or contact["phone"] or "",
        "title": contact["title"],
        "company": contact["company"],
        "email": contact["email"],
        # With several matches App Connect may choose the earliest or latest; it needs dates with a zone for that.
        "createdDate": contact["created_at"],
        # The options of the form field "deal_id" of the manifest, which depends on the contact.
        "additionalInfo": {"deal_id": deals} if deals else None,
    }
    if contact["last_activity_at"]:
        found["mostRecentActivityDate"] = contact["last_activity_at"]
    return found


# Call logs -----------------------------------------------------------------------------------------------------------


def getLogFormatType(*_):
    """Must be a plain function. App Connect composes the text of each log in this format."""
    return "text/plain"


async def createCallLog(
    contactInfo, authHeader, callLog, note=None, additionalSubmission=None, composedLogDetails=None, **_
):
    """Writes one activity. Only a logId means success to App Connect."""
    inbound = callLog["direction"] == "Inbound"
    who = contactInfo.get("name") or contactInfo.get("phoneNumber") or "unknown caller"
    activity = {
        "type": "call",
        # The user may have typed a subject.
        "subject": callLog.get("customSubject") or f"{'Inbound call from' if inbound else 'Outbound call to'} {who}",
        "contact_id": contactInfo["id"],
        "direction": "inbound" if inbound else "outbound",
        "body": composedLogDetails or note or "",
        "note": note or "",
        "result": callLog.get("result") or "",
        "started_at": callLog.get("startTime"),
        "duration": _seconds(callLog.get("duration")),
        "from_number": (callLog.get("from") or {}).get("phoneNumber") or "",
        "to_number": (callLog.get("to") or {}).get("phoneNumber") or "",
        "recording_url": _address((callLog.get("recording") or {}).get("link")) or "",
        "external_id": str(callLog["sessionId"]),
        "deal_id": (additionalSubmission or {}).get("deal_id"),
    }
    response = await call("POST", "/activities", authHeader, json=activity)
    return {
        "logId": response.json()["data"]["id"],
        "returnMessage": notice("Call logged.", ttl=2000),
        "extraDataTracking": tracking(response),
    }


async def getCallLog(authHeader, callLogId, **_):
    """Reads a log back: for the user's form, and as the base that App Connect's next update is composed over."""
    response = await call("GET", f"/activities/{callLogId}", authHeader)
    activity = response.json()["data"]
    info = {
        "subject": activity["subject"],
        # The note alone, for the form...
        "note": activity["note"],
        # ... the whole text, so that an update keeps what is there ...
        "fullBody": activity["body"],
        # ... and the record, which comes back to updateCallLog as existingCallLogDetails.
        "fullLogResponse": activity,
        "additionalSubmission": {"deal_id": str(activity["deal"]["id"])} if activity["deal"] else {},
        "dispositions": {"outcome": activity["disposition"]} if activity["disposition"] else {},
    }
    return {
        "callLogInfo": info,
        "returnMessage": notice("Call log fetched."),
        "extraDataTracking": tracking(response),
    }


async def updateCallLog(
    existingCallLog,
    authHeader,
    subject=None,
    note=None,
    startTime=None,
    duration=None,
    result=None,
    recordingLink=None,
    additionalSubmission=None,
    composedLogDetails=None,
    **_,
):
    """Changes what came, and leaves alone what did not: absent values mean "as it was", not "empty"."""
    changes = {
        "subject": subject,
        "note": note,
        "body": composedLogDetails or None,
        "started_at": startTime,
        "duration": _seconds(duration),
        "result": result,
        "recording_url": _address(recordingLink),
        "deal_id": (additionalSubmission or {}).get("deal_id"),
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    answer = {"updatedNote": note, "returnMessage": notice("Call log updated.")}
    if changes:
        # App Connect's ids are text and come from its own table; thirdPartyLogId is what createCallLog returned.
        response = await call("PATCH", f"/activities/{existingCallLog['thirdPartyLogId']}", authHeader, json=changes)
        answer["extraDataTracking"] = tracking(response)
    return answer


async def upsertCallDisposition(existingCallLog, authHeader, dispositions, **_):
    """Saves the outcome that the user chose; called after the log exists."""
    log_id = existingCallLog["thirdPartyLogId"]
    outcome = (dispositions or {}).get("outcome")
    if not outcome:
        return {"logId": log_id, "returnMessage": notice("No disposition was chosen.", "info")}
    response = await call("PUT", f"/activities/{log_id}/disposition", authHeader, json={"disposition": outcome})
    return {
        "logId": log_id,
        "returnMessage": notice("Disposition updated.", ttl=2000),
        "extraDataTracking": tracking(response),
    }


def _seconds(duration):
    # Server-side logging sends the word "pending" while a call is running.
    return int(duration) if isinstance(duration, (int, float)) else None


def _address(link):
    # "(pending...)" stands here until the recording is ready.
    return link if link and link.startswith("http") else None


# Message logs --------------------------------------------------------------------------------------------------------


async def createMessageLog(
    contactInfo, authHeader, message=None, sharedSMSLogContent=None, additionalSubmission=None, **links
):
    """Starts the log of a conversation; later messages of the same day come to updateMessageLog."""
    if sharedSMSLogContent:
        # A shared inbox: the whole thread comes composed, and there is no single message.
        content = {"subject": sharedSMSLogContent["subject"], "body": sharedSMSLogContent["body"], "channel": "sms"}
    else:
        channel, title = _channel(message, links)
        content = {
            "subject": f"{title} with {contactInfo.get('name') or contactInfo.get('phoneNumber')}",
            "body": _entry(message, contactInfo, links),
            "channel": channel,
            "direction": "inbound" if message.get("direction") == "Inbound" else "outbound",
            "occurred_at": message.get("creationTime"),
        }
    deal = (additionalSubmission or {}).get("deal_id")
    response = await call(
        "POST", "/messages", authHeader, json={**content, "contact_id": contactInfo["id"], "deal_id": deal}
    )
    return {
        # Without a logId every further message of the conversation would start another log.
        "logId": response.json()["data"]["id"],
        "returnMessage": notice("Message logged.", ttl=1000),
        "extraDataTracking": tracking(response),
    }


async def updateMessageLog(
    contactInfo, existingMessageLog, authHeader, message=None, sharedSMSLogContent=None, **links
):
    """Adds one message to the conversation's log, and keeps what is in it."""
    log = f"/messages/{existingMessageLog['thirdPartyLogId']}"
    if sharedSMSLogContent:
        # The full thread again, so it replaces the text.
        response = await call("PATCH", log, authHeader, json={"body": sharedSMSLogContent["body"]})
    else:
        response = await call("POST", f"{log}/entries", authHeader, json={"body": _entry(message, contactInfo, links)})
    # Something has to be returned: App Connect reads from the result without looking whether there is one.
    return {"returnMessage": notice("Message log updated."), "extraDataTracking": tracking(response)}


def _channel(message, links):
    if links.get("recordingLink"):
        return "voicemail", "Voicemail"
    if links.get("faxDocLink") or message.get("type") == "Fax":
        return "fax", "Fax"
    if links.get("imageLink") or links.get("videoLink"):
        return "mms", "MMS conversation"
    return "sms", "SMS conversation"


def _entry(message, contact_info, links):
    """One message as lines of text: who, what, and the media that came with it."""
    who = contact_info.get("name") if message.get("direction") == "Inbound" else (message.get("from") or {}).get("name")
    lines = [f"{who or 'Agent'}: {message.get('subject') or ''}".rstrip()]
    titles = {"recordingLink": "Voicemail", "faxDocLink": "Fax", "imageLink": "Image", "videoLink": "Video"}
    lines += [f"{title}: {links[name]}" for name, title in titles.items() if links.get(name)]
    return "\n".join(lines)
