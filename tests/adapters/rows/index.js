// Runs a body over a row: the one that came with the call, or the one that core's model finds.
const { UserModel } = require('@app-connect/core/models/userModel');
const { CallLogModel } = require('@app-connect/core/models/callLogModel');
const { MessageLogModel } = require('@app-connect/core/models/messageLogModel');

const MODELS = { user: UserModel, existingCallLog: CallLogModel, existingMessageLog: MessageLogModel };

const BODIES = {
  user: {
    'the row itself': async (row) => row,
    'keys': async (row) => { return Object.keys(row); },
    'names': async (row) => {
      const n = [];
      for (const k in row) n.push(k);
      return n.filter((k) => Object.hasOwn(row, k));
    },
    'spread': async (row) => {
      const { uniqno, isNewRecord, dataValues } = { ...row };
      return { uniqno, isNewRecord, dataValues };
    },
    'text': async (row) => { return JSON.stringify(row); },
    'texts beside each other': async (row) => { return JSON.stringify({ a: row, b: [row] }); },
    'assigned': async (row) => { return Object.assign({}, row).platform; },
    'data values': async (row) => { return row.dataValues; },
    'data values are the row\'s own': async (row) => {
      row.dataValues.hostname = 'x';
      return [row.hostname, row.changed()];
    },
    'plain': async (row) => { return [row.get({ plain: true }), row.get() === row.dataValues, row.get('id'), row.get('nothing')]; },
    'data value': async (row) => {
      row.setDataValue('hostname', 'h');
      return [row.getDataValue('hostname'), row.changed()];
    },
    'to json is a copy': async (row) => {
      row.toJSON().platformAdditionalInfo.x = 1;
      return [row.toJSON(), row.platformAdditionalInfo];
    },
    'class': async (row) => { return [row.constructor.name, String(row), row.isNewRecord, row.equals(row), row.equalsOneOf([row])]; },
    'types': async (row) => { return Object.entries(row.dataValues).map(([k, v]) => [k, v?.constructor?.name ?? String(v)]); },
    'in': async (row) => { return ['accessToken' in row, Object.hasOwn(row, 'accessToken'), 'apiUrl' in row]; },
    'nothing changed': async (row) => {
      row.accessToken = 'token';
      return [row.changed(), row.previous()];
    },
    'changed': async (row) => {
      row.hostname = 'h';
      return [row.changed(), row.changed('hostname'), row.changed('id'), row.previous(), row.previous('hostname'), row.previous('id')];
    },
    'changed back': async (row) => {
      row.hostname = 'h';
      row.hostname = 'acme.example';
      return [row.changed(), row.previous('hostname')];
    },
    'changed by hand': async (row) => {
      row.changed('hostname', true);
      const a = row.changed();
      row.changed('hostname', false);
      return [a, row.changed()];
    },
    'after saving': async (row) => {
      row.hostname = 'h';
      await row.save();
      return [row.changed(), row.previous('hostname')];
    },
    'save gives the row': async (row) => {
      row.hostname = 'h';
      return [(await row.save()) === row, (await row.update({})) === row];
    },
    'save nothing': async (row) => {
      const before = row.updatedAt.getTime();
      await row.save();
      return row.updatedAt.getTime() === before;
    },
    'time stamp': async (row) => {
      const before = row.updatedAt.getTime();
      await row.update({ hostname: 'h' });
      return row.updatedAt.getTime() > before;
    },
    'silent': async (row) => {
      const before = row.updatedAt.getTime();
      await row.update({ hostname: 'h' }, { silent: true });
      return row.updatedAt.getTime() === before;
    },
    'time stamps are kept': async (row) => {
      row.createdAt = new Date(0);
      row.set('updatedAt', new Date(0));
      return row.changed();
    },
    'save some': async (row) => {
      row.hostname = 'h';
      row.accessToken = 'x';
      await row.save({ fields: ['hostname'] });
      return [row.changed(), (await row.reload()).accessToken];
    },
    'save unchanged fields': async (row) => {
      row.hostname = 'h';
      await row.save({ fields: ['accessToken'] });
      return row.changed();
    },
    'update leaves other assignments': async (row) => {
      row.hostname = 'h';
      await row.update({ refreshToken: 'r' });
      return row.changed();
    },
    'update some': async (row) => {
      await row.update({ hostname: 'h', accessToken: 'x' }, { fields: ['hostname'] });
      return [row.hostname, row.accessToken];
    },
    'update of what is no column': async (row) => {
      await row.update({ apiUrl: 'x' });
      return [row.apiUrl, row.changed()];
    },
    'update of undefined': async (row) => {
      await row.update({ hostname: undefined, accessToken: 'x' });
      return row.hostname;
    },
    'assigned undefined': async (row) => {
      row.hostname = undefined;
      await row.save();
      return [row.hostname, row.changed()];
    },
    'assigned null': async (row) => {
      row.hostname = null;
      await row.save();
      return [row.hostname, (await row.reload()).hostname];
    },
    'primary key': async (row) => {
      row.id = 'other';
      await row.update({ id: 'other' });
      return [row.id, row.changed()];
    },
    'what is no column': async (row) => {
      row.apiUrl = 'x';
      await row.save();
      return [row.apiUrl, row.changed(), row.get('apiUrl')];
    },
    'what is no column, set': async (row) => {
      row.set({ apiUrl: 'x' });
      row.setAttributes({ hostname: 'h' });
      return [row.apiUrl, row.changed()];
    },
    'json in place': async (row) => {
      row.platformAdditionalInfo.x = 1;
      await row.save();
      return [row.changed(), await row.reload()];
    },
    'json given again': async (row) => {
      row.platformAdditionalInfo.x = 1;
      await row.update({ platformAdditionalInfo: row.platformAdditionalInfo });
      return await row.reload();
    },
    'json anew': async (row) => {
      row.platformAdditionalInfo = { ...row.platformAdditionalInfo, x: 1 };
      await row.save();
      return await row.reload();
    },
    'json equal anew': async (row) => {
      row.platformAdditionalInfo = { ...row.platformAdditionalInfo };
      return row.changed();
    },
    'json by way of an empty object': async (row) => {
      const i = row.platformAdditionalInfo;
      i.x = 1;
      row.platformAdditionalInfo = {};
      row.platformAdditionalInfo = i;
      await row.save();
      return await row.reload();
    },
    'json forced': async (row) => {
      row.platformAdditionalInfo.x = 1;
      row.changed('platformAdditionalInfo', true);
      await row.save();
      return await row.reload();
    },
    'json by a dotted name': async (row) => {
      row.set('platformAdditionalInfo.deep.x', 1);
      const c = row.changed();
      await row.save();
      return [c, await row.reload()];
    },
    'json null': async (row) => {
      row.platformAdditionalInfo = null;
      await row.save();
      return (await row.reload()).platformAdditionalInfo;
    },
    'json text and number': async (row) => {
      row.platformAdditionalInfo = 'words';
      row.userSettings = 7;
      await row.save();
      return await row.reload();
    },
    'json dates and holes': async (row) => {
      row.platformAdditionalInfo = { at: new Date(0), no: undefined, n: NaN };
      await row.save();
      return [row.platformAdditionalInfo, (await row.reload()).platformAdditionalInfo];
    },
    'numbers become text': async (row) => {
      row.timezoneOffset = -420;
      row.rcAccountId = 5000000000;
      await row.save();
      const kept = [row.timezoneOffset, row.rcAccountId];
      await row.reload();
      return [kept, row.timezoneOffset, row.rcAccountId];
    },
    'fractions and truth': async (row) => {
      row.timezoneOffset = 5.5;
      row.hostname = true;
      await row.save();
      await row.reload();
      return [row.timezoneOffset, row.hostname];
    },
    'dates': async (row) => {
      row.tokenExpiry = Date.UTC(2027, 0, 1);
      const a = row.tokenExpiry;
      await row.save();
      await row.reload();
      return [a, row.tokenExpiry];
    },
    'dates as text': async (row) => {
      row.tokenExpiry = '2027-05-06T07:08:09Z';
      await row.save();
      return (await row.reload()).tokenExpiry;
    },
    'the same date': async (row) => {
      row.tokenExpiry = new Date(row.tokenExpiry.getTime());
      return row.changed();
    },
    'the date\'s text': async (row) => {
      row.tokenExpiry = row.tokenExpiry.toISOString();
      return row.changed();
    },
    'no date': async (row) => {
      row.tokenExpiry = new Date(NaN);
      await row.save();
      return String((await row.reload()).tokenExpiry);
    },
    'no expiry': async (row) => {
      row.tokenExpiry = null;
      await row.save();
      return (await row.reload()).tokenExpiry;
    },
    'object in a text column': async (row) => {
      row.hostname = { a: 1 };
      await row.save();
    },
    'list in a text column': async (row) => { await row.update({ accessToken: ['a'] }); },
    'date in a text column': async (row) => { await row.update({ hostname: new Date(0) }); },
    'bytes in a text column': async (row) => {
      await row.update({ hostname: Buffer.from('h') });
      return true;
    },
    'reload': async (row) => {
      row.accessToken = 'x';
      const same = (await row.reload()) === row;
      return [same, row.accessToken, row.changed()];
    },
    'destroy': async (row) => {
      const gone = await row.destroy();
      await row.save();
      await row.reload();
    },
    'destroy and go on': async (row) => {
      await row.destroy();
      row.hostname = 'h';
      await row.save();
      return row.hostname;
    },
    'several at the same time': async (row) => {
      await Promise.all([row.update({ hostname: 'h' }), row.update({ accessToken: 'x' })]);
      await row.reload();
      return [row.hostname, row.accessToken];
    },
    'without waiting': async (row) => {
      row.hostname = 'h';
      row.save();
      return row.changed();
    },
  },
  existingCallLog: {
    'data values': async (row) => { return row.dataValues; },
    'save': async (row) => {
      row.thirdPartyLogId = 'note-9';
      await row.save();
      return [row.thirdPartyLogId, row.changed()];
    },
    'primary key': async (row) => {
      row.sessionId = 'x';
      row.extensionNumber = '9';
      return row.changed();
    },
    'empty primary key': async (row) => {
      row.hashedExtensionId = 'h';
      return row.changed();
    },
    'number': async (row) => {
      await row.update({ thirdPartyLogId: 5000000000 });
      return (await row.reload()).thirdPartyLogId;
    },
    'destroy': async (row) => {
      await row.destroy();
      return true;
    },
  },
  existingMessageLog: {
    'the row itself': async (row) => row,
    'data values': async (row) => { return row.dataValues; },
    'update': async (row) => {
      await row.update({ conversationLogId: 'k-2' });
      return (await row.reload()).conversationLogId;
    },
    'destroy': async (row) => {
      await row.destroy();
      return true;
    },
  },
};

exports.getAuthType = () => 'apiKey';

exports.findContact = async (given) => {
  const name = Object.keys(MODELS).find((each) => each in given);
  if (!name) return Object.entries(BODIES).flatMap(([argument, bodies]) => Object.keys(bodies).map((body) => [argument, body]));
  const row = given.real ? await MODELS[name].findOne({ where: given[name].where() }) : given[name];
  try {
    return { value: await BODIES[name][given.body](row) };
  } catch (error) {
    return { thrown: [error.name, error.message, error.errors?.map(({ path, type, value }) => ({ path, type, value }))] };
  }
};
