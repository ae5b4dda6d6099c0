'use strict';
// How the models of App Connect's server make their tables: JSON on stdout, a statement each. Argument: node_modules.
const Module = require('node:module');
const path = require('node:path');

const [packages] = process.argv.slice(2);
const load = Module._load;
Module._load = function loadModule(request, ...rest) {
  if (request === 'sqlite3') return { Database: class {}, OPEN_READWRITE: 2, OPEN_CREATE: 4, verbose() { return this; } };
  return load.call(this, request, ...rest);
};
process.env.DATABASE_URL = 'sqlite::memory:';
const models = path.join(packages, '@app-connect', 'core', 'dist', 'models');
const { sequelize } = require(path.join(models, 'sequelize.js'));
for (const name of ['user', 'callLog', 'messageLog', 'adminConfig', 'cache', 'accountData', 'callDownList', 'llmSession']) {
  require(path.join(models, `${name}Model.js`));
}
const generator = sequelize.getQueryInterface().queryGenerator;
const statements = [];
for (const model of Object.values(sequelize.models)) {
  const table = model.getTableName();
  const columns = generator.attributesToSQL(model.tableAttributes, { table, context: 'createTable' });
  statements.push(generator.createTableQuery(table, columns, { ...model.options }));
  for (const index of model.options.indexes) statements.push(generator.addIndexQuery(table, { ...index }, table));
}
process.stdout.write(JSON.stringify(statements));
