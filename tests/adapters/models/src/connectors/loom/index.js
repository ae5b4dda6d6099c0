// Reads and writes every model of App Connect, and returns what it saw.
const { Op } = require('sequelize');
const moment = require('moment');
const { sequelize } = require('@app-connect/core/models/sequelize');
const { UserModel } = require('@app-connect/core/models/userModel');
const { CallLogModel } = require('@app-connect/core/models/callLogModel');
const { MessageLogModel } = require('@app-connect/core/models/messageLogModel');
const { AdminConfigModel } = require('@app-connect/core/models/adminConfigModel');
const { CacheModel } = require('@app-connect/core/models/cacheModel');
const { CallDownListModel } = require('@app-connect/core/models/callDownListModel');
const { LlmSessionModel } = require('@app-connect/core/models/llmSessionModel');
const { AccountDataModel, getOrRefreshAccountData } = require('@app-connect/core/models/accountDataModel');
const { getAccountData } = require('@app-connect/core/lib/accountData');
const { connectorRegistry } = require('@app-connect/core');
const jwt = require('@app-connect/core/lib/jwt');

const FAR = new Date(Date.UTC(2030, 0, 2, 3, 4, 5, 678));
const BIG = 5000000000;

exports.accountData = { workTypes: { fetch: async ({ user, authHeader }) => [user.hostname, authHeader] } };
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.createCallLog = async () => ({});
exports.updateCallLog = async () => ({});

exports.findContact = async ({ user, authHeader }) => {
  const seen = {
    user: await users(user),
    logs: await logs(user),
    settings: await settings(),
    lists: await lists(user),
    accounts: await accounts(user, authHeader),
    rows: await rows(),
  };
  return { successful: true, matchedContactInfo: [{ id: '1', name: 'Uma', additionalInfo: seen }] };
};

async function users(user) {
  user.platformAdditionalInfo.inPlace = true;
  await user.save();
  await user.update({ timezoneOffset: -420, hostname: 'other.example', nothing: 1 });
  const row = await UserModel.findByPk(user.id);
  row.userSettings = { ...row.userSettings, used: { value: moment.utc(0).tz('Asia/Tokyo').format() } };
  await row.save();
  await UserModel.create({ id: BIG, platform: 'loom', accessToken: 7, tokenExpiry: FAR });
  await UserModel.upsert({ id: 'third', platform: 'loom', platformAdditionalInfo: { deep: { list: [1, null, 'x'] } } });
  await user.reload();
  return { columns: user.toJSON(), same: user.dataValues.hostname === row.hostname, changed: user.changed() };
}

async function logs(user) {
  const log = { id: 't-1', sessionId: 's-1', platform: 'loom', userId: user.id };
  await CallLogModel.create({ ...log, thirdPartyLogId: BIG, contactId: 12 });
  await CallLogModel.bulkCreate([2, 3].map((n) => ({ ...log, id: `t-${n}`, thirdPartyLogId: `n-${n}`, extensionNumber: n })));
  const twice = await CallLogModel.create(log).catch((error) => [error.name, error.fields]);
  const [changed] = await CallLogModel.update({ thirdPartyLogId: 'n-9' }, { where: { id: { [Op.in]: ['t-2', 't-3'] } } });
  const [message, made] = await MessageLogModel.findOrCreate({ where: { id: 'm-1' }, defaults: { conversationId: 'c' } });
  await message.update({ conversationLogId: 'k', thirdPartyLogId: 4.5 });
  await MessageLogModel.create({ id: 'm-2' });
  const gone = await MessageLogModel.destroy({ where: { id: 'm-2' } });
  const found = await CallLogModel.findOne({ where: { sessionId: 's-1' }, order: [['id', 'DESC']] });
  return { twice, changed, made, gone, found: found.thirdPartyLogId, count: await CallLogModel.count() };
}

async function settings() {
  await AdminConfigModel.create({ id: 'admin', adminAccessToken: 'a', adminTokenExpiry: FAR, userMappings: [{ crmUserId: 1 }] });
  const admin = await AdminConfigModel.findByPk('admin');
  admin.userSettings = { field: { value: true, customizable: false } };
  await admin.save({ fields: ['userSettings'] });
  await CacheModel.upsert({ id: 'one', status: 'pending', data: { a: 1 }, expiry: FAR });
  await CacheModel.upsert({ id: 'one', status: 'done' });
  await sequelize.transaction(async (transaction) => {
    await LlmSessionModel.create({ id: 'l', jwtToken: 'j', expiry: FAR }, { transaction });
    throw new Error('no');
  }).catch(() => {});
  return { later: await CacheModel.count({ where: { expiry: { [Op.gt]: new Date(0) } } }), sessions: await LlmSessionModel.count() };
}

async function lists(user) {
  await CallDownListModel.create({ id: 'd', userId: user.id, contactId: 1, status: 'scheduled', scheduledAt: FAR });
  const [rows] = await sequelize.query('SELECT id, scheduledAt, contactId FROM callDownLists WHERE userId = :user', {
    replacements: { user: user.id },
  });
  await LlmSessionModel.bulkCreate([{ id: 'x', jwtToken: 1, expiry: FAR }]);
  return rows;
}

async function accounts(user, authHeader) {
  const key = { rcAccountId: user.rcAccountId, platformName: 'loom' };
  const fetched = await getAccountData({ platform: 'loom', user, authHeader, dataKey: 'workTypes' });
  const kept = await getOrRefreshAccountData({ ...key, dataKey: 'mine', forceRefresh: false, fetchFn: async () => ({ n: BIG }) });
  await AccountDataModel.update({ data: null }, { where: { ...key, dataKey: 'mine' } });
  const session = jwt.decodeJwt(jwt.generateJwt({ id: user.id, platform: 'loom' }));
  return { fetched, kept, session: session.id, platforms: connectorRegistry.getRegisteredPlatforms() };
}

/** Every row of every model, oldest first, without the time of its making. */
async function rows() {
  const found = {};
  for (const [name, model] of Object.entries(sequelize.models)) {
    const all = await model.findAll({ order: [[sequelize.literal('rowid'), 'ASC']] });
    found[name] = all.map((row) => {
      const { createdAt, updatedAt, ...columns } = row.get({ plain: true });
      return { ...columns, stamped: createdAt instanceof Date && updatedAt >= createdAt };
    });
  }
  return found;
}
