// Stages belong to the whole account: core fetches them once a day, and finds this table by the platform's name.
const axios = require('axios');
const { getAccountData } = require('@app-connect/core/lib/accountData');

const API = 'http://crm.example.test';
const done = (message) => ({ message, messageType: 'success', ttl: 3000 });

async function stages({ authHeader }) {
    const answer = await axios.get(`${API}/stages`, { headers: { Authorization: authHeader } });
    return answer.data.map((stage) => ({ const: stage.id, title: stage.name }));
}

exports.accountData = { stages: { fetch: stages, ttlMs: 24 * 60 * 60 * 1000 } };
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getLogFormatType = () => 'text/plain';
exports.getUserInfo = async () => ({
    successful: true,
    platformUserInfo: { id: '12-mill', name: 'Ines', timezoneName: 'UTC', timezoneOffset: 0, platformAdditionalInfo: {} },
    returnMessage: done('Connected.'),
});
exports.createCallLog = async ({ user, authHeader, callLog }) => {
    const known = await getAccountData({ platform: user.platform, user, authHeader, dataKey: 'stages' });
    const body = { stage: known[0].const, duration: callLog.duration };
    const answer = await axios.post(`${API}/calls`, body, { headers: { Authorization: authHeader } });
    return { logId: answer.data.id, returnMessage: done('Call logged.') };
};
exports.updateCallLog = async ({ note }) => ({ updatedNote: note, returnMessage: done('Call updated.') });
