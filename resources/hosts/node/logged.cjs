'use strict';
// The rows by which App Connect knows a log again: adapters look them up by way of App Connect's models, and some
// point them at another log.

const TABLES = ['callLogs', 'messageLogs'];

const modelsOf = new Map(TABLES.map((table) => [table, new Set()]));
const active = new Set();

/** Keep a model of one of these tables. */
function noteModel(name, model) {
  modelsOf.get(name)?.add(model);
}

/** Put the rows of a call into the database: {table: [row]}. */
async function storeLogs(logged) {
  active.add(logged);
  await each(logged, (model, row) => model.upsert(known(model, row)));
}

/** Put the rows of the calls that run into tables that were made only now. */
async function storeAgain(sequelize) {
  for (const logged of active) {
    await each(logged, (model, row) => (model.sequelize === sequelize ? model.upsert(known(model, row)) : null));
  }
}

/** What the adapter did to the rows: [{table, row, values}], values null for a row that is gone. */
async function collectLogChanges(logged) {
  active.delete(logged);
  const changes = [];
  await each(logged, async (model, row, table) => {
    const where = Object.fromEntries(model.primaryKeyAttributes.map((name) => [name, row[name]]));
    const found = await model.findOne({ where });
    if (found === null) {
      changes.push({ table, row, values: null });
      return;
    }
    const values = Object.fromEntries(Object.keys(known(model, row))
      .map((name) => [name, found.get(name) ?? null])
      .filter(([name, value]) => String(value) !== String(row[name])));
    if (Object.keys(values).length > 0) changes.push({ table, row, values });
  });
  return changes;
}

async function each(logged, work) {
  for (const table of TABLES) {
    for (const row of logged[table] ?? []) {
      for (const model of modelsOf.get(table)) await work(model, row, table);
    }
  }
}

/** The columns that this version of App Connect's model has. */
function known(model, row) {
  return Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(model.rawAttributes, name)));
}

module.exports = { noteModel, storeLogs, storeAgain, collectLogChanges };
