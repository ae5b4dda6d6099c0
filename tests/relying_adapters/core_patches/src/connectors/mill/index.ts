// Times are the user's own: moment has its zones, since App Connect's server loads them before any connector.
import axios from 'axios';
import moment from 'moment';

const done = (message: string) => ({ message, messageType: 'success', ttl: 3000 });

export const getAuthType = () => 'apiKey';
export const getBasicAuth = ({ apiKey }: { apiKey: string }) => Buffer.from(`${apiKey}:`).toString('base64');
export const getLogFormatType = () => 'text/plain';

export async function getUserInfo() {
  return {
    successful: true,
    platformUserInfo: { id: '12-mill', name: 'Ines', timezoneName: 'Asia/Kolkata', timezoneOffset: '+05:30' },
    returnMessage: done('Connected.'),
  };
}

export async function createCallLog({ user, authHeader, callLog }: any) {
  const began = (moment(callLog.startTime) as any).tz(user.timezoneName).format('YYYY-MM-DD HH:mm Z');
  const answer = await axios.post('http://crm.example.test/calls', { began }, { headers: { Authorization: authHeader } });
  return { logId: answer.data.id, returnMessage: done('Call logged.') };
}

export const updateCallLog = async ({ note }: { note: string }) => ({ updatedNote: note, returnMessage: done('Updated.') });
