'use strict';
// A row as App Connect's server hands it over (runtime.md section 2): it reads and writes the connection's database,
// behaves like an instance of a Sequelize model, and records what the adapter did to it.

const { isDeepStrictEqual } = require('node:util');
const { execute } = require('./database.cjs');
const { TABLES, fromCell, fromWire, toCell } = require('./tables.cjs');

const READ_ONLY = new Set(['createdAt', 'updatedAt']);
const records = new WeakMap();

/** The class of a row's table: {columns, key, name}. */
const tableOf = (row) => row.constructor;

/** Own members as Sequelize's instances have them; columns are accessors of the table's class. */
class Row {
  /** `values`: columns as they travel (dates as text), those that are missing are null. */
  constructor(values) {
    const { columns } = tableOf(this);
    const now = new Date();
    this.dataValues = {};
    for (const [column, type] of Object.entries(columns)) {
      this.dataValues[column] = fromWire(type, values[column] ?? (READ_ONLY.has(column) ? now : null));
    }
    this._previousDataValues = { ...this.dataValues };
    this.uniqno = 1;
    this._changed = new Set();
    this._options = { isNewRecord: false, _schema: null, _schemaDelimiter: '', raw: true, attributes: Object.keys(columns) };
    this.isNewRecord = false;
    records.set(this, {
      stored: Object.fromEntries(Object.keys(columns).map((column) => [column, asStored(this.dataValues[column])])),
      operations: [],
      running: new Set(),
      lost: {},
      own: new Set(Object.keys(this)),
    });
  }

  get(key) { return typeof key === 'string' ? this.dataValues[key] : this.dataValues; }

  getDataValue(key) { return this.dataValues[key]; }

  setDataValue(key, value) {
    if (!isDeepStrictEqual(value, this._previousDataValues[key])) this.changed(key, true);
    this.dataValues[key] = value;
  }

  set(key, value, options = {}) {
    if (key !== null && typeof key === 'object') {
      for (const [name, item] of Object.entries(key)) this.set(name, item, value);
      return this;
    }
    const { columns, key: primary } = tableOf(this);
    const before = this.dataValues[key];
    if (!options?.raw) {
      if (!Object.hasOwn(columns, key)) return this._setInside(key, value);
      // A row keeps its primary key and its time stamps.
      if ((primary.includes(key) && before) || READ_ONLY.has(key)) return this;
    }
    const next = columns[key] === 'date' && value && !(value instanceof Date) ? new Date(value) : value;
    // The comparison is with the present object: one that was mutated in place equals itself.
    if (!options?.raw && !isDeepStrictEqual(next, before)) {
      this._previousDataValues[key] = before;
      this.changed(key, true);
    }
    this.dataValues[key] = next;
    return this;
  }

  setAttributes(values) { return this.set(values); }

  changed(key, value) {
    if (key === undefined) return this._changed.size > 0 ? [...this._changed] : false;
    if (value === true) this._changed.add(key);
    else if (value === false) this._changed.delete(key);
    else return this._changed.has(key);
    return this;
  }

  previous(key) {
    if (key) return this._previousDataValues[key];
    return Object.fromEntries(Object.entries(this._previousDataValues).filter(([name]) => this.changed(name)));
  }

  where() { return Object.fromEntries(tableOf(this).key.map((name) => [name, this.dataValues[name]])); }

  async validate(options = {}) {
    const { columns } = tableOf(this);
    for (const column of options.fields ?? Object.keys(columns)) {
      const value = this.dataValues[column];
      if (columns[column] === 'text' && value !== null && typeof value === 'object' && !Buffer.isBuffer(value)) {
        throw violation(this, column, value);
      }
    }
  }

  async save(options) { return this._known(() => this._save('save', options)); }

  async update(values = {}, /** @type {any} */ options = undefined) {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    const before = new Set(this._changed);
    const { fields, ...rest } = Array.isArray(options) ? { fields: options } : options ?? {};
    if (fields) {
      for (const name of fields) if (name in given) this.set(name, given[name], rest);
    } else {
      this.set(given, rest);
    }
    const wanted = [...this._changed].filter((name) => name in given || !before.has(name));
    return this._known(() => this._save('update', { ...rest, fields: fields ?? wanted }));
  }

  async destroy() {
    records.get(this).operations.push({ op: 'destroy', values: {} });
    await execute(`DELETE FROM \`${tableOf(this).name}\` WHERE ${this._condition()}`, this._keyCells(), 'run');
    return this;
  }

  async reload() {
    const sql = `SELECT * FROM \`${tableOf(this).name}\` WHERE ${this._condition()}`;
    const { rows: [found] } = await execute(sql, this._keyCells(), 'all');
    if (!found) {
      const error = new Error('Instance could not be reloaded because it does not exist anymore (find call returned null)');
      throw Object.assign(error, { name: 'SequelizeInstanceError' });
    }
    const record = records.get(this);
    this.dataValues = {};
    for (const [column, type] of Object.entries(tableOf(this).columns)) {
      this.dataValues[column] = fromCell(type, found[column]);
      record.stored[column] = asStored(this.dataValues[column]);
      this.changed(column, false);
    }
    this._previousDataValues = { ...this.dataValues };
    return this;
  }

  /** @param {any} other */
  equals(other) {
    return other instanceof tableOf(this) && isDeepStrictEqual(this.where(), other.where());
  }

  equalsOneOf(others) { return others.some((other) => this.equals(other)); }

  toJSON() {
    try {
      return structuredClone(this.dataValues);
    } catch {
      return { ...this.dataValues };
    }
  }

  toString() { return `[object SequelizeInstance:${tableOf(this).name}]`; }

  /** A dotted name changes a member of a JSON column in place and marks it as changed; any other is no column. */
  _setInside(name, value) {
    const [column, ...path] = String(name).split('.');
    const last = path.at(-1);
    if (last === undefined || tableOf(this).columns[column] !== 'json') return this;
    let inside = this.dataValues[column] ??= {};
    for (const step of path.slice(0, -1)) inside = inside[step] ??= {};
    if (!isDeepStrictEqual(inside[last], value)) {
      inside[last] = value;
      this.changed(column, true);
    }
    return this;
  }

  /** Work on the database that the adapter may leave running: App Connect's server goes on, and so does the work. */
  async _known(work) {
    const { running } = records.get(this);
    let end = () => {};
    const ended = new Promise((resolve) => { end = () => resolve(undefined); });
    running.add(ended);
    try {
      return await work();
    } finally {
      running.delete(ended);
      end();
    }
  }

  async _save(op, options = {}) {
    const { columns, key, name } = tableOf(this);
    const wanted = options.fields ?? [...this._changed];
    const fields = wanted.filter((column) => Object.hasOwn(columns, column) && !READ_ONLY.has(column));
    const stamped = fields.length > 0 && options.silent !== true;
    if (stamped) this.dataValues.updatedAt = new Date();
    if (options.validate !== false) await this.validate({ fields });
    const record = records.get(this);
    const writes = fields.length > 0 && this._changed.size > 0;
    const written = writes ? fields.filter((column) => this.dataValues[column] !== undefined) : [];
    // What is written is taken now: the adapter may go on changing the row while the statement travels.
    const cells = [...written, ...(stamped && writes ? ['updatedAt'] : [])]
      .map((column) => [column, toCell(columns[column], this.dataValues[column])]);
    const values = Object.fromEntries(written.map((column) => [column, asStored(this.dataValues[column])]));
    const keys = this._keyCells();
    record.operations.push({ op, values });
    if (writes) {
      const assigned = cells.map(([column]) => `\`${column}\`=?`).join(',');
      const sql = `UPDATE \`${name}\` SET ${assigned} WHERE ${this._condition()}`;
      await execute(sql, [...cells.map(([, cell]) => cell), ...keys], 'run');
      for (const column of fields) {
        this._previousDataValues[column] = this.dataValues[column];
        this.changed(column, false);
      }
    }
    Object.assign(record.stored, values);
    for (const column of written) delete record.lost[column];
    for (const column of Object.keys(columns).filter((each) => columns[each] === 'json')) {
      const present = asStored(this.dataValues[column]);
      if (!this._changed.has(column) && !isDeepStrictEqual(present, record.stored[column])) record.lost[column] = present;
    }
    return this;
  }

  _condition() { return tableOf(this).key.map((column) => `\`${column}\`=?`).join(' AND '); }

  _keyCells() { return tableOf(this).key.map((column) => this.dataValues[column] ?? null); }
}

/** One class a table, named after it as Sequelize names a model's class. */
const CLASSES = Object.fromEntries(Object.entries(TABLES).map(([table, { key, columns }]) => {
  const made = { [table]: class extends Row {} }[table];
  Object.assign(made, { key, columns });
  for (const column of Object.keys(columns)) {
    Object.defineProperty(made.prototype, column, {
      configurable: true,
      get() { return this.get(column); },
      set(value) { this.set(column, value); },
    });
  }
  return [table, made];
}));

/** The row of a table with these columns. */
function makeRow(table, values) {
  return new CLASSES[table](values);
}

/** Wait for what the adapter left running on a row. */
async function written(row) {
  const { running } = records.get(row);
  while (running.size > 0) await Promise.all(running);
}

/** Everything the adapter did to a row: {operations: [{op, values}], unsaved, lost}. */
function changesOf(row) {
  const { operations, lost, stored, own } = records.get(row);
  const unsaved = {};
  for (const column of Object.keys(row.constructor.columns)) {
    if (READ_ONLY.has(column) || column in lost) continue;
    const present = asStored(row.dataValues[column]);
    if (!isDeepStrictEqual(present, stored[column])) unsaved[column] = present;
  }
  for (const name of Object.keys(row)) {
    if (!own.has(name) && typeof row[name] !== 'function') unsaved[name] = plain(row[name]);
  }
  return { operations, unsaved, lost: { ...lost } };
}

/** A value as the workbench is told of it: a copy, dates as text. */
function asStored(value) {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return plain(value);
}

function plain(value) {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
}

/** A text column takes no object: saving fails, as it does on App Connect's server. */
function violation(instance, path, value) {
  const message = `${path} cannot be an array or an object`;
  const error = new Error(`string violation: ${message}`);
  const item = { message, type: 'string violation', path, value, origin: 'CORE', instance, validatorKey: 'not_a_string' };
  return Object.assign(error, { name: 'SequelizeValidationError', errors: [item] });
}

module.exports = { Row, makeRow, changesOf, written };
