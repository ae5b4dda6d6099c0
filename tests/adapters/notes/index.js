// Works with models, its own and core's, and tells what came of each piece of work beside what is right on SQLite.
const { Sequelize, DataTypes, Op } = require('sequelize');
const { sequelize } = require('@app-connect/core/models/sequelize');
const { CallLogModel } = require('@app-connect/core/models/callLogModel');
const { AdminConfigModel } = require('@app-connect/core/models/adminConfigModel');
const { CacheModel } = require('@app-connect/core/models/cacheModel');

const Note = sequelize.define('notes', {
  title: { type: DataTypes.STRING, unique: true, allowNull: false },
  done: { type: DataTypes.BOOLEAN, defaultValue: false },
  at: DataTypes.DATE,
  day: DataTypes.DATEONLY,
  words: DataTypes.JSON,
  size: DataTypes.DOUBLE,
  big: DataTypes.BIGINT,
  bytes: DataTypes.BLOB,
  kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
}, { indexes: [{ fields: ['kind', 'done'], name: 'by_kind' }] });

const LOG = { id: 't', sessionId: 's', platform: 'acme', thirdPartyLogId: 'n', userId: 'u' };

const CASES = {
  'created with a key of its own': [async () => {
    const one = await Note.create({ title: 'x' });
    const two = await Note.create({ title: 'y' });
    return [one.id, two.id, one.done, one.kind];
  }, [1, 2, false, 'a']],
  'types come back': [async () => {
    await Note.create({ title: 'x', done: true, at: new Date(5), day: '2026-02-03', words: { a: [1] }, size: 1.5, big: '9007199254740993', bytes: Buffer.from([0, 255]) });
    const n = await Note.findOne();
    return [n.done, n.at, n.day, n.words, n.size, n.bytes, typeof n.id];
  }, [true, new Date('1970-01-01T00:00:00.005Z'), '2026-02-03', { a: [1] }, 1.5, Buffer.from([0, 255]), 'number']],
  'bulkCreate': [async () => {
    await Note.bulkCreate([{ title: 'x', done: true }, { title: 'y' }]);
    return (await Note.findAll({ where: { done: true }, raw: true })).map((n) => [n.title, n.done]);
  }, [['x', 1]]],
  'counted, found and ordered': [async () => {
    await Note.bulkCreate([{ title: 'x', size: 2 }, { title: 'y', size: 1 }]);
    const found = await Note.findAndCountAll({ where: { title: { [Op.in]: ['x', 'y'] }, size: { [Op.gte]: 1 } }, order: [['size', 'ASC']], limit: 1 });
    return [found.count, found.rows[0].title, await Note.sum('size'), await Note.max('title')];
  }, [2, 'y', 3, 'y']],
  'upsert': [async () => {
    await AdminConfigModel.upsert({ id: 'a', userMappings: [1] });
    await AdminConfigModel.upsert({ id: 'a', userMappings: [2] });
    return (await AdminConfigModel.findAll()).map((each) => each.userMappings);
  }, [[2]]],
  'findOrCreate': [async () => {
    const [, made] = await Note.findOrCreate({ where: { title: 'x' }, defaults: { size: 1 } });
    const [note, again] = await Note.findOrCreate({ where: { title: 'x' } });
    return [made, again, note.size];
  }, [true, false, 1]],
  'findOrCreate several at the same time': [async () => {
    const made = await Promise.all(['x', 'y', 'z'].map((title) => Note.findOrCreate({ where: { title } })));
    return [made.map(([, fresh]) => fresh), await Note.count()];
  }, [[true, true, true], 3]],
  'changed by the model': [async () => {
    await Note.bulkCreate([{ title: 'x', size: 1 }, { title: 'y', size: 2 }]);
    const [n] = await Note.update({ done: true }, { where: { size: 1 } });
    const d = await Note.destroy({ where: {} });
    return [n, d];
  }, [1, 2]],
  'incremented': [async () => {
    const note = await Note.create({ title: 'x', size: 1 });
    await note.increment('size', { by: 2 });
    return (await note.reload()).size;
  }, 3],
  'unique': [async () => {
    await Note.create({ title: 'x' });
    await Note.create({ title: 'x' });
  }, { thrown: 'SequelizeUniqueConstraintError', code: 'SQLITE_CONSTRAINT', errno: 19, message: 'SQLITE_CONSTRAINT: UNIQUE constraint failed: notes.title', fields: ['title'] }],
  'the key of a log is its own': [async () => {
    await CallLogModel.create(LOG);
    await CallLogModel.create(LOG);
  }, { thrown: 'SequelizeUniqueConstraintError', code: 'SQLITE_CONSTRAINT', errno: 19, message: 'SQLITE_CONSTRAINT: UNIQUE constraint failed: callLogs.id, callLogs.sessionId, callLogs.extensionNumber, callLogs.hashedExtensionId', fields: ['id', 'sessionId', 'extensionNumber', 'hashedExtensionId'] }],
  'no such table': [async () => {
    await sequelize.query('SELECT * FROM nowhere');
  }, { thrown: 'SequelizeDatabaseError', code: 'SQLITE_ERROR', errno: 1, message: 'SQLITE_ERROR: no such table: nowhere' }],
  'committed': [async () => {
    await sequelize.transaction(async (transaction) => { await Note.create({ title: 'x' }, { transaction }); });
    return Note.count();
  }, 1],
  'rolled back': [async () => {
    await sequelize.transaction(async (transaction) => { await Note.create({ title: 'x' }, { transaction }); throw new Error('no'); }).catch(() => {});
    return Note.count();
  }, 0],
  'by hand': [async () => {
    const t = await sequelize.transaction();
    await Note.create({ title: 'x' }, { transaction: t });
    await t.rollback();
    const u = await sequelize.transaction();
    await Note.create({ title: 'y' }, { transaction: u });
    await u.commit();
    return (await Note.findAll()).map((note) => note.title);
  }, ['y']],
  'one within another': [async () => {
    await sequelize.transaction(async (t) => { await Note.create({ title: 'x' }, { transaction: t }); await sequelize.transaction({ transaction: t }, async (u) => { await Note.create({ title: 'y' }, { transaction: u }); throw new Error('no'); }).catch(() => {}); });
    return (await Note.findAll()).map((note) => note.title);
  }, ['x']],
  'not passed on': [async () => {
    await sequelize.transaction(async () => { await Note.create({ title: 'x' }); await Note.findOrCreate({ where: { title: 'y' } }); });
    return Note.count();
  }, 2],
  'several at the same time': [async () => {
    const one = async (title, fails) => sequelize.transaction(async (transaction) => { await Note.create({ title }, { transaction }); await Note.findOne({ where: { title }, transaction }); if (fails) throw new Error('no'); }).catch(() => {});
    await Promise.all([one('x'), one('y'), one('z')]);
    await one('w', true);
    return Note.count();
  }, 3],
  'described': [async () => {
    const q = sequelize.getQueryInterface();
    const table = await q.describeTable('notes');
    return [table.title.type, table.id.primaryKey, (await q.showIndex('notes')).map((each) => each.name).sort()];
  }, ['VARCHAR(255)', true, ['by_kind', 'sqlite_autoindex_notes_1']]],
  'tables': [async () => {
    return (await sequelize.getQueryInterface().showAllTables()).sort();
  }, ['accountData', 'adminConfigs', 'caches', 'callDownLists', 'callLogs', 'llmSessions', 'messageLogs', 'notes', 'users']],
  'altered': [async () => {
    await sequelize.define('hues', { name: DataTypes.STRING }).sync();
    await sequelize.models.hues.create({ name: 'x' });
    const hues = sequelize.define('hues', { name: DataTypes.STRING, colour: DataTypes.STRING });
    await hues.sync({ alter: true });
    const kept = await hues.findOne({ attributes: ['name', 'colour'], raw: true });
    await hues.drop();
    sequelize.modelManager.removeModel(hues);
    return kept;
  }, { name: 'x', colour: null }],
  'raw': [async () => {
    await Note.create({ title: 'x' });
    const [rows] = await sequelize.query('SELECT title FROM notes WHERE title = $t', { bind: { t: 'x' } });
    const more = await sequelize.query('SELECT ? AS a, ? AS b', { replacements: ["it's", 2], type: Sequelize.QueryTypes.SELECT });
    return [rows, more];
  }, [[{ title: 'x' }], [{ a: "it's", b: 2 }]]],
  'every model of core is known': [async () => {
    return Object.keys(sequelize.models).sort();
  }, ['accountData', 'adminConfigs', 'cache', 'callDownLists', 'callLogs', 'llmSessions', 'messageLogs', 'notes', 'users']],
  'types lost in storage': [async () => {
    await CacheModel.create({ id: 5000000000, status: 7, userId: true, cacheKey: 1.5 });
    const row = await CacheModel.findOne();
    return [row.id, row.status, row.userId, row.cacheKey];
  }, ['5000000000.0', '7', '1', '1.5']],
};

exports.getAuthType = () => 'apiKey';

exports.findContact = async ({ work, title }) => {
  if (!work) return Object.keys(CASES);
  if (work === 'add') return add(title);
  if (work === 'leave') return leave();
  const [does, right] = CASES[work];
  const told = await does().catch((error) => ({
    thrown: error.name,
    code: error.parent?.code,
    errno: error.parent?.errno,
    message: error.parent?.message,
    ...(error.fields && { fields: error.fields }),
  }));
  return { told, right };
};

/** A transaction that is open for a while; gives how many notes there are. */
async function add(title) {
  await sequelize.transaction(async (transaction) => {
    await Note.create({ title }, { transaction });
    await new Promise((done) => { setTimeout(done, 5); });
  });
  await CallLogModel.upsert(LOG);
  return Note.count();
}

/** End in the middle of a transaction. */
async function leave() {
  const transaction = await sequelize.transaction();
  await Note.create({ title: 'left' }, { transaction });
  process.exit(1);
}
