// The user and the row of a log are what App Connect's database gave: their columns lie in dataValues.
const done = (message) => ({ message, messageType: 'success', ttl: 3000 });

exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getLogFormatType = () => 'text/plain';
exports.getUserInfo = async () => ({
    successful: true,
    platformUserInfo: { id: '12-mill', name: 'Ines', timezoneName: 'UTC', timezoneOffset: 0, platformAdditionalInfo: { made: 0 } },
    returnMessage: done('Connected.'),
});

async function send(method, path, user, body) {
    const { accessToken, id } = { ...user.dataValues };
    const answer = await fetch(`http://crm.example.test${path}`, {
        method,
        headers: { Authorization: `Key ${accessToken}`, 'Content-Type': 'application/json', 'X-User': id },
        body: JSON.stringify(body),
    });
    return answer.json();
}

exports.createCallLog = async ({ user, callLog }) => {
    const { id } = await send('POST', '/calls', user, { duration: callLog.duration });
    const made = user.get('platformAdditionalInfo').made + 1;
    await user.update({ platformAdditionalInfo: { ...user.platformAdditionalInfo, made } });
    return { logId: id, returnMessage: done(`Call ${made} logged.`) };
};
exports.updateCallLog = async ({ user, existingCallLog, note }) => {
    const { thirdPartyLogId, platform, userId } = existingCallLog.dataValues;
    await send('PATCH', `/calls/${thirdPartyLogId}`, user, { note, of: [platform, userId] });
    const moved = await existingCallLog.update({ thirdPartyLogId: `${thirdPartyLogId}-b` });
    return { updatedNote: note, returnMessage: done(`${thirdPartyLogId} is ${moved.dataValues.thirdPartyLogId}.`) };
};
