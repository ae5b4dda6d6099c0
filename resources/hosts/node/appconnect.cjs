'use strict';
// App Connect's models on the connection's database: Sequelize gets the workbench's driver, and the tables of every
// model are made before the first query.

/** @type {any} Its loader is not in its types. */
const Module = require('node:module');
const { AsyncLocalStorage } = require('node:async_hooks');
const { DATABASE_URL } = require('./database.cjs');
const { driver } = require('./sqlite.cjs');

const HOST = DATABASE_URL.slice('sqlite:'.length);

const instances = new Set();
const tablesMade = new WeakMap();
const making = new AsyncLocalStorage();
const facts = {};

/** Watch for `sequelize` and `sqlite3` being required. */
function installModels() {
  const load = Module._load;
  let asking;
  const sqlite3 = driver(() => load.call(Module, 'sqlite3', ...asking));
  Module._load = function loadModule(request, ...rest) {
    if (request === 'sqlite3') {
      asking = rest;
      return sqlite3;
    }
    const exported = load.call(this, request, ...rest);
    if (request === 'sequelize' && typeof exported?.prototype?.query === 'function') prepareSequelize(exported);
    return exported;
  };
}

const prepared = new WeakSet();

function prepareSequelize(Sequelize) {
  if (prepared.has(Sequelize)) return;
  prepared.add(Sequelize);
  const { query, define } = Sequelize.prototype;
  Sequelize.prototype.define = function defineModel(...rest) {
    if (isConnections(this)) {
      instances.add(this);
      facts.database = 'workbench';
    }
    return define.apply(this, rest);
  };
  Sequelize.prototype.query = async function queryWithTables(...rest) {
    if (isConnections(this) && !making.getStore()) await makeTables(this);
    return query.apply(this, rest);
  };
}

function isConnections(sequelize) {
  return sequelize.getDialect() === 'sqlite' && sequelize.options.host === HOST;
}

/** Make the tables of every model that is known by now; models may be required late. */
async function makeTables(sequelize) {
  const count = Object.keys(sequelize.models).length;
  const state = tablesMade.get(sequelize);
  if (state?.count === count) return state.done;
  const done = making.run(true, async () => {
    await state?.done;
    await sequelize.sync();
  });
  tablesMade.set(sequelize, { count, done });
  return done;
}

/** Make tables for what was loaded, so that the first call need not. */
async function prepareDatabase() {
  for (const sequelize of instances) await makeTables(sequelize);
}

module.exports = { installModels, prepareDatabase, facts };
