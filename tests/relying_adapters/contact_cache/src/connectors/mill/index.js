// What findContact found is read again from App Connect's contact cache, so that the CRM is not asked twice.
const axios = require('axios');
const { AccountDataModel } = require('@app-connect/core/models/accountDataModel');

const API = 'http://crm.example.test';
const done = (message) => ({ message, messageType: 'success', ttl: 3000 });

exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getLogFormatType = () => 'text/plain';
exports.getUserInfo = async () => ({
    successful: true,
    platformUserInfo: { id: '12-mill', name: 'Ines', timezoneName: 'UTC', timezoneOffset: 0, platformAdditionalInfo: {} },
    returnMessage: done('Connected.'),
});
exports.findContact = async ({ authHeader, phoneNumber }) => {
    const answer = await axios.get(`${API}/contacts`, { params: { phone: phoneNumber }, headers: { Authorization: authHeader } });
    const found = answer.data.map(({ id, name, account }) => ({
        id, name, type: 'Contact', phone: phoneNumber, additionalInfo: null, account,
    }));
    return { successful: true, matchedContactInfo: found, returnMessage: null };
};
exports.createCallLog = async ({ user, authHeader, contactInfo }) => {
    const row = await AccountDataModel.findOne({
        where: { rcAccountId: user.rcAccountId, platformName: 'mill', dataKey: `contact-${contactInfo.phoneNumber}` },
    });
    const contact = row?.dataValues.data.find(({ id }) => id === contactInfo.id);
    if (!contact) {
        throw new Error(`${contactInfo.name} is not in the cache`);
    }
    const answer = await axios.post(`${API}/calls`, { account: contact.account }, { headers: { Authorization: authHeader } });
    return { logId: answer.data.id, returnMessage: done('Call logged.') };
};
exports.updateCallLog = async ({ note }) => ({ updatedNote: note, returnMessage: done('Call updated.') });
