'use strict';
// `node beside.cjs PACKAGES SQLITE LOOK core|bare PACKAGE...`: what an adapter can see in the process of App Connect's
// server, or in one without it, as JSON.

const Module = require('node:module');
const path = require('node:path');

const [packages, sqlite, lookFile, which, ...names] = process.argv.slice(2);
const load = Module._load;
Module._load = function loadModule(request, ...rest) {
  return load.call(this, request === 'sqlite3' ? sqlite : request, ...rest);
};
process.env.DATABASE_URL = 'sqlite::memory:';
const bring = Module.createRequire(path.join(packages, 'start.cjs'));
if (which === 'core') bring('@app-connect/core');
process.stdout.write(JSON.stringify(require(lookFile).look(bring, names)));
