// Every tenant has its own addresses, which App Connect's client knows and sends with the login.
interface LoginQuery { tokenUrl?: string; apiUrl?: string; username?: string; authHeader?: string }

const done = (message: string) => ({ message, messageType: 'success', ttl: 3000 });

export const getAuthType = (): string => 'oauth';
export const getLogFormatType = (): string => 'text/plain';

export async function getOauthInfo({ tokenUrl }: LoginQuery) {
  if (!tokenUrl) throw new Error('Which tenant?');
  return {
    clientId: 'mill-app',
    clientSecret: 'mill-secret-0123456789',
    accessTokenUri: tokenUrl,
    redirectUri: 'https://callback.example.test/done',
  };
}

export async function getUserInfo({ tokenUrl, apiUrl, username, authHeader }: LoginQuery) {
  const answer = await fetch(`${apiUrl}/users/${username}`, { headers: { Authorization: authHeader! } });
  const found = await answer.json();
  return {
    successful: true,
    platformUserInfo: { id: `${found.id}-mill`, name: found.name, platformAdditionalInfo: { tokenUrl, apiUrl } },
    returnMessage: done('Connected.'),
  };
}

export async function createCallLog({ user, authHeader, callLog }: any) {
  const answer = await fetch(`${user.platformAdditionalInfo.apiUrl}/calls`, {
    method: 'POST',
    headers: { Authorization: authHeader, 'Content-Type': 'application/json' },
    body: JSON.stringify({ duration: callLog.duration }),
  });
  const { id } = await answer.json();
  return { logId: id, returnMessage: done('Call logged.') };
}

export const updateCallLog = async ({ note }: { note: string }) => ({ updatedNote: note, returnMessage: done('Updated.') });
