'use strict';
// What `require('sqlite3')` gives: App Connect's database is the workbench's and is reached over the wire; every other
// file is opened by npm's sqlite3 where the project has it, else by Node's own SQLite.

const path = require('node:path');
const { DATABASE_URL, execute } = require('./database.cjs');

const NAME = DATABASE_URL.slice('sqlite:'.length);
const MODES = { OPEN_READONLY: 1, OPEN_READWRITE: 2, OPEN_CREATE: 4, OPEN_FULLMUTEX: 0x10000, OPEN_URI: 0x40 };
const BEGIN = /^\s*BEGIN\b/i;
const COMMIT = /^\s*(?:COMMIT|END)\b/i;
const ROLLBACK = /^\s*ROLLBACK\b(?!\s+(?:TRANSACTION\s+)?TO\b)/i;

let transactions = 0;
let opened = 0;

/** Sequelize knows npm's statements by the name of their class. */
class Statement {
  constructor(lastID = 0, changes = 0) {
    this.lastID = lastID;
    this.changes = changes;
  }
}

/** The part of npm's Database that Sequelize uses; statements of all connections run in the order they were given. */
class Connection {
  constructor(filename, callback) {
    this.filename = filename;
    this.savepoint = '';
    if (callback) process.nextTick(callback, null);
  }

  run(sql, ...rest) { return this.execute(sql, rest, 'run'); }

  all(sql, ...rest) { return this.execute(sql, rest, 'all'); }

  get(sql, ...rest) { return this.execute(sql, rest, 'get'); }

  exec(sql, callback) { return this.execute(sql, [callback], 'exec'); }

  serialize(callback) { callback?.(); }

  parallelize(callback) { callback?.(); }

  configure() {}

  close(callback) {
    if (callback) process.nextTick(callback, null);
  }

  execute(sql, rest, method) {
    const callback = typeof rest.at(-1) === 'function' ? rest.pop() : undefined;
    const parameters = rest.length === 1 && typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : rest;
    this.send(sql, parameters, method).then(
      ({ rows, lastId, changes }) => {
        const result = { all: rows, get: rows[0] }[method];
        callback?.call(method === 'run' ? new Statement(lastId, changes) : new Statement(), null, result);
      },
      (error) => { callback?.call(new Statement(), error); },
    );
    return this;
  }

  /** Transactions that overlap share one connection to the database, so that a later one is a savepoint in the first. */
  async send(sql, parameters, method) {
    if (BEGIN.test(sql)) {
      opened += 1;
      transactions += 1;
      this.savepoint = transactions === 1 ? '' : `overlapping_${opened}`;
      return execute(this.savepoint ? `SAVEPOINT ${this.savepoint}` : sql, null, 'run');
    }
    const ends = COMMIT.test(sql) || ROLLBACK.test(sql);
    if (!ends) return execute(sql, parameters, method);
    transactions = Math.max(0, transactions - 1);
    const { savepoint } = this;
    this.savepoint = '';
    if (!savepoint) return execute(sql, null, 'run');
    // A savepoint has ended with the transaction around it.
    if (ROLLBACK.test(sql)) await execute(`ROLLBACK TO ${savepoint}`, null, 'run').catch(() => {});
    return execute(`RELEASE ${savepoint}`, null, 'run').catch(() => ({ rows: [], lastId: 0, changes: 0 }));
  }
}

/** npm's sqlite3 with App Connect's database in it; `loadReal` loads the package, and throws where it is missing. */
function driver(loadReal) {
  let real;
  const other = () => {
    try {
      real ??= loadReal();
    } catch {
      real = require('./sqlite_files.cjs');
    }
    return real;
  };
  function Database(filename, mode, callback) {
    const done = typeof mode === 'function' ? mode : callback;
    if (path.basename(String(filename)) === NAME) return new Connection(filename, done);
    return new (other().Database)(...[filename, mode, callback].filter((each) => each !== undefined));
  }
  const sqlite3 = new Proxy({ ...MODES, Database, Statement, verbose: () => sqlite3 }, {
    get: (target, name) => (name in target || typeof name === 'symbol' ? target[name] : other()[name]),
  });
  return sqlite3;
}

module.exports = { driver };
