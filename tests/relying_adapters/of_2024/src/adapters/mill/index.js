const axios = require('axios');

function getAuthType() {
    return 'apiKey';
}

function getBasicAuth({ apiKey }) {
    return Buffer.from(`${apiKey}:`).toString('base64');
}

async function getUserInfo({ authHeader }) {
    const me = await axios.get('http://crm.example.test/users/me', { headers: { Authorization: authHeader } });
    return {
        successful: true,
        platformUserInfo: {
            id: `${me.data.id}`,
            name: me.data.name,
            timezoneName: 'UTC',
            timezoneOffset: 0,
            platformAdditionalInfo: {},
        },
        returnMessage: { messageType: 'success', message: 'Connected.', ttl: 3000 },
    };
}

async function findContact({ user, authHeader, phoneNumber, overridingFormat }) {
    const people = await axios.get('http://crm.example.test/contacts', {
        params: { phone: phoneNumber },
        headers: { Authorization: authHeader },
    });
    const matchedContactInfo = people.data.map(({ id, name }) => ({ id, name, phone: phoneNumber, additionalInfo: null }));
    return { matchedContactInfo, returnMessage: { messageType: 'success', message: 'Found.', ttl: 3000 } };
}

// The server composed no text then: adapters wrote it themselves.
async function createCallLog({ user, contactInfo, authHeader, callLog, note, additionalSubmission }) {
    const body = `- Note: ${note}\n- Duration: ${callLog.duration} seconds\n`;
    const made = await axios.post(
        'http://crm.example.test/calls',
        { contact: contactInfo.id, body },
        { headers: { Authorization: authHeader } },
    );
    return { logId: made.data.id, returnMessage: { message: 'Call log added.', messageType: 'success', ttl: 3000 } };
}

async function getCallLog({ user, callLogId, authHeader }) {
    return { callLogInfo: { subject: callLogId, note: '' }, returnMessage: null };
}

async function updateCallLog({ user, existingCallLog, authHeader, note }) {
    await axios.patch(
        `http://crm.example.test/calls/${existingCallLog.thirdPartyLogId}`,
        { note },
        { headers: { Authorization: authHeader } },
    );
    return { updatedNote: note, returnMessage: { message: 'Call log updated.', messageType: 'success', ttl: 3000 } };
}

exports.getAuthType = getAuthType;
exports.getBasicAuth = getBasicAuth;
exports.getUserInfo = getUserInfo;
exports.findContact = findContact;
exports.createCallLog = createCallLog;
exports.getCallLog = getCallLog;
exports.updateCallLog = updateCallLog;
