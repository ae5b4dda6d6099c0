const axios = require('axios');
const moment = require('moment');
const { UserModel } = require('@app-connect/core/models/userModel');
const { CallLogModel } = require('@app-connect/core/models/callLogModel');
const { AdminConfigModel } = require('@app-connect/core/models/adminConfigModel');
const { getOrRefreshAccountData } = require('@app-connect/core/models/accountDataModel');
const jwt = require('@app-connect/core/lib/jwt');
const logger = require('@app-connect/core/lib/logger');
const { handleApiError } = require('@app-connect/core/lib/errorHandler');
const { LOG_DETAILS_FORMAT_TYPE } = require('@app-connect/core/lib/constants');
import type { Row } from './rows';
import { contactName } from './names';

exports.getAuthType = function getAuthType() {
  return 'apiKey';
};

exports.getBasicAuth = ({ apiKey }: { apiKey: string }) => Buffer.from(`${apiKey}:`).toString('base64');

exports.getLogFormatType = () => LOG_DETAILS_FORMAT_TYPE.HTML;

exports.findContact = async ({ user }: { user: Row }) => {
  const row = await UserModel.findByPk(user.id);
  const users = await UserModel.count({ where: { platform: user.platform } });
  const fields = await getOrRefreshAccountData({
    rcAccountId: 'account', platformName: 'acme', dataKey: 'fields', forceRefresh: false,
    fetchFn: async () => [{ key: 'region', value: process.env.ACME_REGION }],
  });
  await AdminConfigModel.upsert({ id: 'account', userMappings: [{ crmUserId: '7' }] });
  const admin = await AdminConfigModel.findByPk('account');
  const session = jwt.decodeJwt(jwt.generateJwt({ id: user.id, platform: user.platform }));
  logger.info('found', { year: moment(row.tokenExpiry).utc().year(), client: typeof axios.get });
  return {
    successful: true,
    matchedContactInfo: [{ id: row.id, name: contactName(row) }],
    seen: { users, fields, mappings: admin.userMappings, session: session.id },
  };
};

exports.unAuthorize = async ({ user }: { user: any }) => {
  const row = await UserModel.findByPk(user.id);
  await row.update({ accessToken: '', platformAdditionalInfo: { ...row.platformAdditionalInfo, left: true } });
  return { returnMessage: { messageType: 'success', message: 'Logged out', ttl: 1000 } };
};

exports.updateCallLog = async ({ existingCallLog }: { existingCallLog: any }) => {
  const row = await CallLogModel.findOne({ where: { thirdPartyLogId: existingCallLog.thirdPartyLogId } });
  row.thirdPartyLogId = 'note-2';
  await row.save();
  return { updatedNote: row.contactId, returnMessage: { messageType: 'success', message: 'Written anew', ttl: 1000 } };
};

exports.createCallLog = async () => {
  try {
    throw Object.assign(new Error('slow down'), { response: { status: 429 } });
  } catch (error) {
    return handleApiError(error, 'acme', 'createCallLog');
  }
};

export {};
