'use strict';
// The part of npm's `sqlite3` that Sequelize uses, over Node's own SQLite, for databases of an adapter's own where
// sqlite3 was never compiled. Statements run at once; call-backs come later, as there.

const { DatabaseSync } = require('node:sqlite');

const CONSTRAINTS = { 2067: 'SQLITE_CONSTRAINT_UNIQUE', 1555: 'SQLITE_CONSTRAINT_PRIMARYKEY', 787: 'SQLITE_CONSTRAINT_FOREIGNKEY' };
const PRIMARY_CODES = { 5: 'SQLITE_BUSY', 19: 'SQLITE_CONSTRAINT' };

class Statement {
  constructor() {
    this.lastID = 0;
    this.changes = 0;
  }
}

class Database {
  constructor(filename, mode, callback) {
    this.filename = filename;
    const done = typeof mode === 'function' ? mode : callback;
    let failure = null;
    try {
      /** @type {any} Missing where the file could not be opened: a statement then fails. */
      this.connection = new DatabaseSync(filename);
    } catch (error) {
      failure = named(error);
    }
    if (done) process.nextTick(done, failure);
  }

  run(sql, ...rest) { return this.execute(sql, rest, 'run'); }

  all(sql, ...rest) { return this.execute(sql, rest, 'all'); }

  get(sql, ...rest) { return this.execute(sql, rest, 'get'); }

  exec(sql, callback) {
    return this.execute(sql, [callback], 'exec');
  }

  serialize(callback) { callback?.(); }

  parallelize(callback) { callback?.(); }

  configure() {}

  close(callback) {
    this.connection.close();
    if (callback) process.nextTick(callback, null);
  }

  execute(sql, rest, method) {
    const callback = typeof rest.at(-1) === 'function' ? rest.pop() : null;
    const statement = new Statement();
    let failure = null;
    let result;
    try {
      if (method === 'exec') this.connection.exec(sql);
      else result = this.query(sql, rest, method, statement);
    } catch (error) {
      failure = named(error);
    }
    if (callback) process.nextTick(() => callback.call(statement, failure, result));
    return this;
  }

  query(sql, rest, method, statement) {
    const prepared = this.connection.prepare(sql);
    const parameters = bindable(rest.length === 1 && typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : rest);
    const given = Array.isArray(parameters) ? parameters : [parameters];
    if (method === 'run') {
      const outcome = prepared.run(...given);
      statement.lastID = Number(outcome.lastInsertRowid);
      statement.changes = Number(outcome.changes);
      return undefined;
    }
    const rows = prepared.all(...given).map((row) => ({ ...row }));
    return method === 'get' ? rows[0] : rows;
  }
}

/** Values that SQLite can bind: dates and booleans are written as Sequelize's own driver would. */
function bindable(parameters) {
  if (Array.isArray(parameters)) return parameters.map(bindableValue);
  return Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, bindableValue(value)]));
}

function bindableValue(value) {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  // npm's driver writes whole numbers of 32 bits as integers and all others as reals; node:sqlite
  // writes every number as a real, which a text column would keep with a decimal tail.
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? BigInt(value) : value;
}

/** An SQLite error as the npm driver names it: code SQLITE_..., message with the code in front. */
function named(error) {
  const code = CONSTRAINTS[error.errcode] ? 'SQLITE_CONSTRAINT' : PRIMARY_CODES[error.errcode & 255] ?? 'SQLITE_ERROR';
  return Object.assign(new Error(`${code}: ${error.message}`), { code, errno: error.errcode ?? 1 });
}

module.exports = {
  Database,
  Statement,
  OPEN_READONLY: 1,
  OPEN_READWRITE: 2,
  OPEN_CREATE: 4,
  OPEN_FULLMUTEX: 0x10000,
  OPEN_URI: 0x40,
  verbose() { return module.exports; },
};
