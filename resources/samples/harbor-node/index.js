'use strict';

// Harbor CRM for App Connect, in plain JavaScript, with an API key.
// Every exported function is one interface of App Connect.

const { call, tracking, notice } = require('./harbor');

const PLATFORM = 'harbor-node';

// Authentication

/** "apiKey" means that authHeader is Basic plus what getBasicAuth returns. */
function getAuthType() {
    return 'apiKey';
}

/** Must be synchronous: App Connect puts the result straight into the header. */
function getBasicAuth({ apiKey }) {
    return Buffer.from(`${apiKey}:`).toString('base64');
}

/** One of the interfaces every adapter has; with an API key there is nothing to tell. */
async function getOauthInfo() {
    return {};
}

/** Called once at login. The id becomes the key of the stored user, so the platform's name is part of it. */
async function getUserInfo({ authHeader }) {
    let me;
    try {
        ({ data: me } = await call('GET', '/users/me', authHeader));
    } catch (error) {
        if (error.response?.status !== 401) {
            throw error;
        }
        return {
            successful: false,
            returnMessage: notice('Harbor CRM does not know this API key. Copy it from your profile.', 'warning'),
        };
    }
    return {
        successful: true,
        platformUserInfo: {
            id: `${me.id}-${PLATFORM}`,
            name: me.name,
            timezoneName: me.timezone_name,
            // Decides how dates in composed logs read; "-08:00" and minutes both work.
            timezoneOffset: me.timezone_offset,
            platformAdditionalInfo: { email: me.email, role: me.role },
        },
        returnMessage: notice(`Connected to Harbor CRM as ${me.name}.`),
    };
}

/** Runs after the user was stored; what it returns replaces userInfo, so returning nothing would fail the login. */
async function postSaveUserInfo({ userInfo }) {
    console.log(`${userInfo.name} is connected`);
    return userInfo;
}

/** Says whether the stored credentials still work. */
async function authValidation({ user }) {
    try {
        await call('GET', '/users/me', `Basic ${getBasicAuth({ apiKey: user.accessToken })}`);
        return { successful: true, status: 200 };
    } catch (error) {
        return {
            successful: false,
            status: error.response?.status ?? 0,
            returnMessage: notice('Harbor CRM does not accept the API key any more. Connect again.', 'warning'),
        };
    }
}

/** Brings the stored user up to date. */
async function refreshUserInfo({ user, authHeader }) {
    const { data: me } = await call('GET', '/users/me', authHeader);
    await user.update({
        timezoneName: me.timezone_name,
        timezoneOffset: me.timezone_offset,
        // A JSON column is only stored when another object is assigned; changing the old one in place is lost.
        platformAdditionalInfo: { ...user.platformAdditionalInfo, email: me.email, role: me.role },
    });
    return { successful: true, returnMessage: notice('Your Harbor profile is up to date.') };
}

/** App Connect clears nothing by itself: blank the tokens and save. */
async function unAuthorize({ user }) {
    user.accessToken = '';
    user.refreshToken = '';
    await user.save();
    return { returnMessage: notice('Logged out of Harbor CRM.') };
}

/** Shown in the user's settings; the description may hold [text](address) links. */
async function getLicenseStatus({ user }) {
    const { data: license } = await call('GET', '/license', `Basic ${getBasicAuth({ apiKey: user.accessToken })}`);
    return {
        isLicenseValid: license.valid,
        licenseStatus: license.plan,
        licenseStatusDescription: license.description,
    };
}

/** Lets an administrator match RingCentral extensions to CRM users, first by e-mail, then by name. */
async function getUserList({ authHeader }) {
    const { data: users } = await call('GET', '/users', authHeader, { query: { limit: 200 } });
    return users.map((user) => ({ id: String(user.id), name: user.name, email: user.email }));
}

// Contacts

/** Everybody who has this number, and an entry that offers to create a contact. */
async function findContact({ authHeader, phoneNumber, isExtension }) {
    // isExtension is the text "true" or "false"; the text "false" is truthy.
    if (isExtension === 'true') {
        return {
            successful: false,
            matchedContactInfo: [],
            returnMessage: notice('Harbor CRM keeps no extensions.', 'info'),
        };
    }
    // Harbor compares digits, so one search is enough. A CRM that compares text needs one search for each
    // format in overridingFormat, such as "(***) ***-****".
    const answer = await call('GET', '/contacts', authHeader, { query: { phone: phoneNumber, include: 'choices' } });
    return matches(answer, phoneNumber);
}

/** The same for a name that the user typed. */
async function findContactWithName({ authHeader, name }) {
    const answer = await call('GET', '/contacts', authHeader, { query: { name, include: 'choices' } });
    return matches(answer);
}

/** Creates a contact; contactInfo is what the following log is written to. */
async function createContact({ authHeader, phoneNumber, newContactName, newContactType, additionalSubmission }) {
    const answer = await call('POST', '/contacts', authHeader, {
        body: {
            name: newContactName,
            type: newContactType || 'Contact',
            status: additionalSubmission?.status ?? 'new',
            phones: [{ label: 'work', number: phoneNumber }],
        },
    });
    const contact = answer.data;
    return {
        contactInfo: { id: String(contact.id), name: contact.name, type: contact.type },
        returnMessage: notice('Contact created.'),
        extraDataTracking: tracking(answer),
    };
}

function matches(answer, phoneNumber) {
    const contacts = answer.data.map((contact) => toMatch(contact, phoneNumber));
    contacts.push({
        // The client knows this entry by isNewContact and offers to create a contact.
        id: 'createNewContact',
        name: 'Create new contact...',
        isNewContact: true,
        defaultContactType: 'Contact',
        additionalInfo: null,
    });
    return { successful: true, matchedContactInfo: contacts, extraDataTracking: tracking(answer) };
}

function toMatch(contact, phoneNumber) {
    const deals = contact.choices.deal_id;
    return {
        id: String(contact.id),
        name: contact.name,
        type: contact.type,
        phone: phoneNumber ?? contact.phone ?? '',
        title: contact.title,
        company: contact.company,
        email: contact.email,
        // With several matches App Connect may choose the earliest or latest; it needs dates with a zone for that.
        createdDate: contact.created_at,
        mostRecentActivityDate: contact.last_activity_at ?? undefined,
        // The options of the form field "deal_id" of the manifest, which depends on the contact.
        additionalInfo: deals.length ? { deal_id: deals } : null,
    };
}

// Call logs

/** Must be synchronous. App Connect composes the text of each log in this format. */
function getLogFormatType() {
    return 'text/plain';
}

/** Writes one activity. Only a logId means success to App Connect. */
async function createCallLog({ contactInfo, authHeader, callLog, note, additionalSubmission, composedLogDetails }) {
    const inbound = callLog.direction === 'Inbound';
    const who = contactInfo.name || contactInfo.phoneNumber || 'unknown caller';
    const answer = await call('POST', '/activities', authHeader, {
        body: {
            type: 'call',
            // The user may have typed a subject.
            subject: callLog.customSubject || `${inbound ? 'Inbound call from' : 'Outbound call to'} ${who}`,
            contact_id: contactInfo.id,
            direction: inbound ? 'inbound' : 'outbound',
            body: composedLogDetails || note || '',
            note: note ?? '',
            result: callLog.result,
            started_at: callLog.startTime,
            duration: seconds(callLog.duration),
            from_number: callLog.from?.phoneNumber,
            to_number: callLog.to?.phoneNumber,
            recording_url: address(callLog.recording?.link),
            external_id: String(callLog.sessionId),
            deal_id: additionalSubmission?.deal_id,
        },
    });
    return {
        logId: answer.data.id,
        returnMessage: notice('Call logged.', 'success', 2000),
        extraDataTracking: tracking(answer),
    };
}

/** Reads a log back: for the user's form, and as the base that App Connect's next update is composed over. */
async function getCallLog({ authHeader, callLogId }) {
    const answer = await call('GET', `/activities/${callLogId}`, authHeader);
    const activity = answer.data;
    return {
        callLogInfo: {
            subject: activity.subject,
            // The note alone, for the form ...
            note: activity.note,
            // ... the whole text, so that an update keeps what is there ...
            fullBody: activity.body,
            // ... and the record, which comes back to updateCallLog as existingCallLogDetails.
            fullLogResponse: activity,
            additionalSubmission: activity.deal ? { deal_id: String(activity.deal.id) } : {},
            dispositions: activity.disposition ? { outcome: activity.disposition } : {},
        },
        returnMessage: notice('Call log fetched.'),
        extraDataTracking: tracking(answer),
    };
}

/** Changes what came, and leaves alone what did not: undefined means "as it was", not "empty". */
async function updateCallLog({
    existingCallLog,
    authHeader,
    subject,
    note,
    startTime,
    duration,
    result,
    recordingLink,
    additionalSubmission,
    composedLogDetails,
}) {
    const changes = {
        subject,
        note,
        body: composedLogDetails || undefined,
        started_at: startTime,
        duration: seconds(duration),
        result,
        recording_url: address(recordingLink),
        deal_id: additionalSubmission?.deal_id,
    };
    const returned = { updatedNote: note, returnMessage: notice('Call log updated.') };
    if (Object.values(changes).every((value) => value === undefined)) {
        return returned;
    }
    // App Connect's ids come from its own table; thirdPartyLogId is what createCallLog returned.
    const answer = await call('PATCH', `/activities/${existingCallLog.thirdPartyLogId}`, authHeader, { body: changes });
    return { ...returned, extraDataTracking: tracking(answer) };
}

/** Saves the outcome that the user chose; called after the log exists. */
async function upsertCallDisposition({ existingCallLog, authHeader, dispositions }) {
    const logId = existingCallLog.thirdPartyLogId;
    if (!dispositions?.outcome) {
        return { logId, returnMessage: notice('No disposition was chosen.', 'info') };
    }
    const answer = await call('PUT', `/activities/${logId}/disposition`, authHeader, {
        body: { disposition: dispositions.outcome },
    });
    return {
        logId,
        returnMessage: notice('Disposition updated.', 'success', 2000),
        extraDataTracking: tracking(answer),
    };
}

function seconds(duration) {
    // Server-side logging sends the word "pending" while a call is running.
    return typeof duration === 'number' ? Math.round(duration) : undefined;
}

function address(link) {
    // "(pending...)" stands here until the recording is ready.
    return link?.startsWith('http') ? link : undefined;
}

// Message logs

/** Starts the log of a conversation; later messages of the same day come to updateMessageLog. */
async function createMessageLog({ contactInfo, authHeader, message, sharedSMSLogContent, additionalSubmission, ...links }) {
    const body = sharedSMSLogContent
        ? // A shared inbox: the whole thread comes composed, and there is no single message.
          { subject: sharedSMSLogContent.subject, body: sharedSMSLogContent.body, channel: 'sms' }
        : firstMessage(message, contactInfo, links);
    body.contact_id = contactInfo.id;
    body.deal_id = additionalSubmission?.deal_id;
    const answer = await call('POST', '/messages', authHeader, { body });
    return {
        // Without a logId every further message of the conversation would start another log.
        logId: answer.data.id,
        returnMessage: notice('Message logged.', 'success', 1000),
        extraDataTracking: tracking(answer),
    };
}

/** Adds one message to the conversation's log, and keeps what is in it. */
async function updateMessageLog({ contactInfo, existingMessageLog, authHeader, message, sharedSMSLogContent, ...links }) {
    const log = `/messages/${existingMessageLog.thirdPartyLogId}`;
    const answer = sharedSMSLogContent
        ? // The full thread again, so it replaces the text.
          await call('PATCH', log, authHeader, { body: { body: sharedSMSLogContent.body } })
        : await call('POST', `${log}/entries`, authHeader, { body: { body: entry(message, contactInfo, links) } });
    // Something has to be returned: App Connect reads from the result without looking whether there is one.
    return { returnMessage: notice('Message log updated.'), extraDataTracking: tracking(answer) };
}

function firstMessage(message, contactInfo, links) {
    const [channel, title] = channelOf(message, links);
    return {
        subject: `${title} with ${contactInfo.name || contactInfo.phoneNumber}`,
        body: entry(message, contactInfo, links),
        channel,
        direction: message.direction === 'Inbound' ? 'inbound' : 'outbound',
        occurred_at: message.creationTime,
    };
}

function channelOf(message, links) {
    if (links.recordingLink) {
        return ['voicemail', 'Voicemail'];
    }
    if (links.faxDocLink || message.type === 'Fax') {
        return ['fax', 'Fax'];
    }
    if (links.imageLink || links.videoLink) {
        return ['mms', 'MMS conversation'];
    }
    return ['sms', 'SMS conversation'];
}

/** One message as lines of text: who, what, and the media that came with it. */
function entry(message, contactInfo, links) {
    const who = message.direction === 'Inbound' ? contactInfo.name : message.from?.name;
    const media = { Voicemail: links.recordingLink, Fax: links.faxDocLink, Image: links.imageLink, Video: links.videoLink };
    return [
        `${who || 'Agent'}: ${message.subject ?? ''}`.trimEnd(),
        ...Object.entries(media)
            .filter(([, link]) => link)
            .map(([title, link]) => `${title}: ${link}`),
    ].join('\n');
}

exports.getAuthType = getAuthType;
exports.getBasicAuth = getBasicAuth;
exports.getOauthInfo = getOauthInfo;
exports.getUserInfo = getUserInfo;
exports.postSaveUserInfo = postSaveUserInfo;
exports.authValidation = authValidation;
exports.refreshUserInfo = refreshUserInfo;
exports.unAuthorize = unAuthorize;
exports.getLicenseStatus = getLicenseStatus;
exports.getUserList = getUserList;
exports.findContact = findContact;
exports.findContactWithName = findContactWithName;
exports.createContact = createContact;
exports.getLogFormatType = getLogFormatType;
exports.createCallLog = createCallLog;
exports.getCallLog = getCallLog;
exports.updateCallLog = updateCallLog;
exports.upsertCallDisposition = upsertCallDisposition;
exports.createMessageLog = createMessageLog;
exports.updateMessageLog = updateMessageLog;
