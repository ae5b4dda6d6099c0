'use strict';
// App Connect's models on an embedded database: Sequelize gets Node's SQLite where npm's sqlite3 cannot be
// loaded, tables are made before the first query, and the user of a call is a row there.

const Module = require('node:module');
const { AsyncLocalStorage } = require('node:async_hooks');
const { isDeepStrictEqual } = require('node:util');
const { COLUMNS, JSON_COLUMNS, changesOf } = require('./user.cjs');
const { noteModel, storeAgain } = require('./logged.cjs');

const USER_MODEL = 'users';

const userModels = new Set();
const activeUsers = new Set();
const tablesMade = new WeakMap();
const making = new AsyncLocalStorage();
const facts = {};

/** Watch for `sequelize` and `sqlite3` being required. */
function installModels() {
  const load = Module._load;
  Module._load = function loadModule(request, ...rest) {
    if (request === 'sqlite3') return sqlite(() => load.call(this, request, ...rest));
    const exported = load.call(this, request, ...rest);
    if (request === 'sequelize' && typeof exported?.prototype?.query === 'function') prepareSequelize(exported);
    return exported;
  };
}

function sqlite(loadReal) {
  try {
    const real = loadReal();
    facts.database = 'sqlite3';
    return real;
  } catch {
    facts.database = 'node:sqlite';
    return require('./sqlite.cjs');
  }
}

const prepared = new WeakSet();

function prepareSequelize(Sequelize) {
  if (prepared.has(Sequelize)) return;
  prepared.add(Sequelize);
  const { query, define } = Sequelize.prototype;
  Sequelize.prototype.define = function defineModel(name, ...rest) {
    const model = define.call(this, name, ...rest);
    if (!isEmbedded(this)) facts.database = this.getDialect();
    else if (name === USER_MODEL) userModels.add(model);
    else noteModel(name, model);
    return model;
  };
  Sequelize.prototype.query = async function queryWithTables(...rest) {
    if (!making.getStore() && this.getDialect() === 'sqlite') await makeTables(this);
    return query.apply(this, rest);
  };
}

function isEmbedded(sequelize) {
  const { storage, host } = sequelize.options;
  return sequelize.getDialect() === 'sqlite' && (storage ?? (host || ':memory:')) === ':memory:';
}

/** Make the tables of every model that is known by now; models may be required late. */
async function makeTables(sequelize) {
  const count = Object.keys(sequelize.models).length;
  const state = tablesMade.get(sequelize);
  if (state?.count === count) return state.done;
  const done = making.run(true, async () => {
    await state?.done;
    await sequelize.sync();
    for (const model of userModels) {
      if (model.sequelize === sequelize) for (const columns of activeUsers) await model.upsert(wholeRow(columns));
    }
    await storeAgain(sequelize);
  });
  tablesMade.set(sequelize, { count, done });
  return done;
}

/** Make tables for what was loaded, so that the first call need not. */
async function prepareDatabase() {
  for (const model of userModels) await makeTables(model.sequelize);
}

/** What the stand-in user tells of its writes; the models may be loaded only while the call runs. */
function databaseOf(id) {
  const each = async (work) => { for (const model of userModels) await work(model); };
  return {
    save: (values) => each((model) => (Object.keys(values).length > 0 ? model.update(values, { where: { id } }) : null)),
    destroy: () => each((model) => model.destroy({ where: { id } })),
    read: async () => {
      for (const model of userModels) return rowOf(await model.findByPk(id));
      return undefined;
    },
  };
}

/** Put the row of a call into the database, for look-ups by id. */
async function storeUser(columns) {
  activeUsers.add(columns);
  for (const model of userModels) await model.upsert(wholeRow(columns));
}

/** Every column, so that nothing of an earlier call stays in the row. */
function wholeRow(columns) {
  return Object.fromEntries(COLUMNS.map((column) => [column, columns[column] ?? null]));
}

/** The change set of a call: what was done to the stand-in, and to the row by other ways. */
async function collectChanges(user, columns) {
  activeUsers.delete(columns);
  const changes = changesOf(user);
  for (const model of userModels) {
    const row = rowOf(await model.findByPk(columns.id));
    if (row === undefined) {
      if (!changes.operations.some((operation) => operation.op === 'destroy')) {
        changes.operations.push({ op: 'destroy', values: {} });
      }
      continue;
    }
    const values = {};
    for (const column of COLUMNS) {
      const stored = comparable(column, user._record.stored[column]);
      if (!isDeepStrictEqual(comparable(column, row[column]), stored)) values[column] = row[column] ?? null;
    }
    if (Object.keys(values).length > 0) changes.operations.push({ op: 'update', values });
  }
  return changes;
}

function rowOf(instance) {
  return instance === null || instance === undefined ? undefined : JSON.parse(JSON.stringify(instance.get({ plain: true })));
}

function comparable(column, value) {
  if (value === undefined || value === null || JSON_COLUMNS.has(column)) return value ?? null;
  return column === 'tokenExpiry' ? new Date(value).getTime() : String(value);
}

module.exports = { installModels, prepareDatabase, databaseOf, storeUser, collectChanges, facts };
