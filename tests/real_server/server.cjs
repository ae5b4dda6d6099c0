'use strict';
// A real App Connect connector server over a recording adapter, on loopback, with its database in memory.
// `node server.cjs PACKAGES SQLITE`: PACKAGES holds node_modules, SQLITE is a module to use as npm's sqlite3.
// Says {"server": port, "control": port} on its first line, and ends when its standard input does.

const Module = require('node:module');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { Console } = require('node:console');
const { Spy } = require('./spy.cjs');

const [packages, sqlite] = process.argv.slice(2);
global.console = new Console(process.stderr, process.stderr);

const load = Module._load;
Module._load = function loadModule(request, ...rest) {
  return load.call(this, request === 'sqlite3' ? sqlite : request, ...rest);
};

// Nothing but loopback is reached; what tries to is told to the test.
const reachedFor = [];
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectLoopback(...given) {
  const [{ host }] = Array.isArray(given[0]) ? given[0] : [typeof given[0] === 'object' ? given[0] : { host: given[1] }];
  if (!['127.0.0.1', 'localhost', '::1'].includes(host ?? 'localhost')) {
    reachedFor.push(host);
    process.nextTick(() => this.destroy(new Error(`This server reaches loopback only, not ${host}.`)));
    return this;
  }
  return connect.apply(this, given);
};

const bring = Module.createRequire(path.join(packages, 'start.cjs'));

// RingCentral's directory is stood in for: a token is an account and an extension, with a point between.
bring('axios').interceptors.request.use((config) => {
  if (config.url !== 'https://platform.ringcentral.com/restapi/v1.0/account/~/extension/~') return config;
  const [account, id] = String(config.headers.Authorization).replace('Bearer ', '').split('.');
  return { ...config, adapter: async () => ({ status: 200, headers: {}, config, data: { id, account: { id: account } } }) };
});
const core = bring('@app-connect/core');
const { sequelize } = bring('@app-connect/core/models/sequelize');
const jwt = bring('@app-connect/core/lib/jwt');
const spy = new Spy();

const CONTROL = {
  /** Empty every table, then store rows by table; the adapter exports and does what is given. */
  async prepare({ rows = {}, ...given }) {
    for (const model of Object.values(sequelize.models)) await model.destroy({ truncate: true, where: {} });
    for (const [table, stored] of Object.entries(rows)) await sequelize.models[table].bulkCreate(stored);
    return CONTROL.behave(given);
  },
  behave(given) {
    core.connectorRegistry.unregisterConnector('spy');
    core.connectorRegistry.registerConnector('spy', spy.adapter(given), given.manifest ?? null);
    return {};
  },
  /** What the adapter received since it was asked last, and every row. */
  async seen() {
    const rows = {};
    for (const [table, model] of Object.entries(sequelize.models)) rows[table] = await model.findAll({ raw: false });
    return { calls: spy.taken(), rows, reachedFor };
  },
  token: (claims) => ({ token: jwt.generateJwt(claims) }),
  claims: ({ token }) => jwt.decodeJwt(token),
};

const control = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  try {
    const answer = await CONTROL[request.url.slice(1)](JSON.parse(Buffer.concat(parts).toString()));
    response.end(JSON.stringify(answer));
  } catch (error) {
    response.writeHead(500).end(error.stack);
  }
});

async function start() {
  // Models already have their newest shape: App Connect's migration has nothing to do, and is not raced.
  await sequelize.sync();
  const app = core.createCoreApp({ skipDatabaseInit: true });
  const ports = await Promise.all([http.createServer(app), control].map(
    (server) => new Promise((done) => { server.listen(0, '127.0.0.1', () => done(server.address().port)); }),
  ));
  process.stdout.write(`${JSON.stringify({ server: ports[0], control: ports[1] })}\n`);
}

process.stdin.resume().on('end', () => process.exit(0));
start();
