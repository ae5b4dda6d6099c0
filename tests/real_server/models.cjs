'use strict';
// `node models.cjs PROJECT SQLITE TYPESCRIPT USER`: starts a project's own App Connect server on loopback with a stored
// user, looks a contact up by its route, and says what the adapter saw.

const Module = require('node:module');
const http = require('node:http');
const fs = require('node:fs');
const path = require('node:path');

const [project, sqlite, typescript, user] = process.argv.slice(2);
const load = Module._load;
Module._load = function loadModule(request, ...rest) {
  return load.call(this, request === 'sqlite3' ? sqlite : request, ...rest);
};
Module._extensions['.ts'] = (module, file) => {
  const ts = require(typescript);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  module._compile(ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions }).outputText, file);
};
for (const level of ['log', 'info', 'warn', 'error']) console[level] = () => {};

const bring = Module.createRequire(path.join(project, 'package.json'));

async function main() {
  const app = bring('./src/index');
  const { sequelize } = bring('@app-connect/core/models/sequelize');
  await sequelize.sync();
  const row = JSON.parse(user);
  await sequelize.models.users.create(row);
  const token = bring('@app-connect/core/lib/jwt').generateJwt({ id: row.id, platform: row.platform });
  const server = http.createServer(app);
  server.listen(0, '127.0.0.1', async () => {
    const address = `http://127.0.0.1:${server.address().port}/contact?phoneNumber=%2B16505550100`;
    const answer = await (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).json();
    process.stdout.write(JSON.stringify(answer.contact?.[0].additionalInfo ?? answer), () => process.exit(0));
  });
}

main();
