// In the cloud users log in by OAuth; on a customer's own host by a key, which the manifest asks for there.
const done = (message) => ({ message, messageType: 'success', ttl: 3000 });
const post = (url, headers, body) => fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });

exports.getAuthType = () => 'oauth';
exports.getOauthInfo = async ({ hostname }) => ({
    clientId: 'mill-app',
    clientSecret: 'mill-secret-0123456789',
    accessTokenUri: `https://${hostname}/token`,
    redirectUri: 'https://callback.example.test/done',
});
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getLogFormatType = () => 'text/plain';
exports.getUserInfo = async ({ authHeader, hostname }) => {
    const answer = await fetch(`https://${hostname}/users/me`, { headers: { Authorization: authHeader } });
    const { id, name } = await answer.json();
    return {
        successful: true,
        platformUserInfo: { id: `${id}-mill`, name, platformAdditionalInfo: {} },
        returnMessage: done('Connected.'),
    };
};
exports.createCallLog = async ({ user, authHeader, callLog }) => {
    const answer = await post(`https://${user.hostname}/calls`, { Authorization: authHeader }, { duration: callLog.duration });
    return { logId: (await answer.json()).id, returnMessage: done('Call logged.') };
};
exports.updateCallLog = async ({ note }) => ({ updatedNote: note, returnMessage: done('Call updated.') });
