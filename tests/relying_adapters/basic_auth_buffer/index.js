// getBasicAuth gives a Buffer, which App Connect's server writes into the header as its text.
const done = (message) => ({ message, messageType: 'success', ttl: 3000 });

module.exports = {
    getAuthType: () => 'apiKey',
    getBasicAuth: ({ apiKey }) => Buffer.from(Buffer.from(`${apiKey}:x`).toString('base64')),
    getLogFormatType: () => 'text/plain',
    async getUserInfo({ authHeader }) {
        const answer = await fetch('http://crm.example.test/users/me', { headers: { Authorization: authHeader } });
        const found = await answer.json();
        return {
            successful: true,
            platformUserInfo: { id: `${found.id}-mill`, name: found.name, platformAdditionalInfo: {} },
            returnMessage: done('Connected.'),
        };
    },
    async createCallLog({ authHeader, callLog }) {
        const answer = await fetch('http://crm.example.test/calls', {
            method: 'POST',
            headers: { Authorization: authHeader, 'Content-Type': 'application/json' },
            body: JSON.stringify({ duration: callLog.duration }),
        });
        return { logId: (await answer.json()).id, returnMessage: done('Call logged.') };
    },
    updateCallLog: async ({ note }) => ({ updatedNote: note, returnMessage: done('Call updated.') }),
};
