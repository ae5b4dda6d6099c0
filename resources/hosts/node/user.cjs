'use strict';
// The stand-in for App Connect's stored user: behaves like the database row that adapters get
// (contract: runtime.md section 2), and records what the adapter did to it.

const { isDeepStrictEqual } = require('node:util');

const COLUMNS = [
  'id', 'platform', 'hostname', 'accessToken', 'refreshToken', 'tokenExpiry', 'timezoneName', 'timezoneOffset',
  'rcAccountId', 'hashedRcExtensionId', 'platformAdditionalInfo', 'userSettings',
];
const JSON_COLUMNS = new Set(['platformAdditionalInfo', 'userSettings']);
const DATE_COLUMNS = new Set(['tokenExpiry', 'createdAt', 'updatedAt']);

/** What the row is made of: plain fields, with the methods out of sight of JSON.stringify and spreading. */
class User {
  /** `columns` as they travel; `database` is told of every write: {save(values), destroy(), read()} (all may be missing). */
  constructor(columns, database = {}) {
    const now = new Date().toISOString();
    const start = { createdAt: now, updatedAt: now };
    for (const column of COLUMNS) start[column] = null;
    const values = {};
    for (const [column, value] of Object.entries({ ...start, ...columns })) values[column] = fromStored(column, value);
    hide(this, 'dataValues', values);
    hide(this, '_record', {
      database,
      changed: new Set(),
      stored: snapshot(values),
      operations: [],
      lost: {},
      own: new Set(Object.keys(values)),
      isNew: false,
    });
    for (const column of Object.keys(values)) {
      Object.defineProperty(this, column, {
        enumerable: true,
        configurable: true,
        get: () => values[column],
        set: (value) => { this.set(column, value); },
      });
    }
  }

  get isNewRecord() { return false; }

  get(key) {
    if (key === undefined || typeof key === 'object') return { ...this.dataValues };
    return this.dataValues[key];
  }

  getDataValue(key) { return this.dataValues[key]; }

  setDataValue(key, value) { this.set(key, value); }

  set(key, value) {
    if (key !== null && typeof key === 'object') {
      for (const [name, item] of Object.entries(key)) this.set(name, item);
      return this;
    }
    const { changed, own } = this._record;
    // A row ignores what is no column, and its primary key cannot be given another value.
    if (!own.has(key) || (key === 'id' && this.dataValues.id)) return this;
    const next = DATE_COLUMNS.has(key) && value && !(value instanceof Date) ? new Date(value) : value;
    // The comparison is with the present object: one that was mutated in place equals itself.
    if (!isDeepStrictEqual(next, this.dataValues[key])) changed.add(key);
    this.dataValues[key] = next;
    return this;
  }

  changed(key, value) {
    const { changed } = this._record;
    if (key === undefined) return changed.size > 0 ? [...changed] : false;
    if (value === true) changed.add(key);
    else if (value === false) changed.delete(key);
    else return changed.has(key);
    return this;
  }

  previous(key) {
    const { stored } = this._record;
    return key === undefined ? { ...stored } : fromStored(key, stored[key]);
  }

  async save(options = {}) {
    const { changed } = this._record;
    const fields = new Set(options.fields ?? this._record.own);
    await this._write('save', [...changed].filter((column) => fields.has(column)));
    return this;
  }

  async update(values = {}) {
    this.set(values);
    const { changed } = this._record;
    await this._write('update', Object.keys(values).filter((column) => changed.has(column)));
    return this;
  }

  async destroy() {
    this._record.operations.push({ op: 'destroy', values: {} });
    await this._record.database.destroy?.();
    return this;
  }

  async reload() {
    const { database, stored, changed } = this._record;
    const row = { ...stored, ...(await database.read?.()) };
    for (const column of this._record.own) this.dataValues[column] = fromStored(column, structuredClone(row[column]));
    this._record.stored = snapshot(this.dataValues);
    changed.clear();
    return this;
  }

  toJSON() { return { ...this.dataValues }; }

  async _write(op, columns) {
    const { changed, stored, lost, operations, database } = this._record;
    const values = {};
    for (const column of columns) {
      refuseObject(column, this.dataValues[column]);
      values[column] = toStored(column, this.dataValues[column]);
      changed.delete(column);
      delete lost[column];
    }
    operations.push({ op, values });
    Object.assign(stored, structuredClone(values));
    for (const column of JSON_COLUMNS) {
      const present = toStored(column, this.dataValues[column]);
      if (!changed.has(column) && !isDeepStrictEqual(present, stored[column])) lost[column] = present;
    }
    await database.save?.(values);
  }
}

/** Everything the adapter did to the user, as the wire has it. */
function changesOf(user) {
  const { operations, lost, stored, own } = user._record;
  const unsaved = {};
  for (const column of own) {
    const present = toStored(column, user.dataValues[column]);
    if (!(column in lost) && !isDeepStrictEqual(present, stored[column])) unsaved[column] = present;
  }
  for (const name of Object.keys(user)) {
    if (!own.has(name) && typeof user[name] !== 'function') unsaved[name] = plain(user[name]);
  }
  return { operations, unsaved, lost: { ...lost } };
}

function hide(target, name, value) {
  Object.defineProperty(target, name, { value, enumerable: false, writable: true, configurable: true });
}

function snapshot(values) {
  const stored = {};
  for (const [column, value] of Object.entries(values)) stored[column] = structuredClone(toStored(column, value));
  return stored;
}

/** A column as a row shows it: dates are Date objects. */
function fromStored(column, value) {
  return DATE_COLUMNS.has(column) && typeof value === 'string' ? new Date(value) : value ?? null;
}

/** A column as the database would hold it. Text columns stay as written; the workbench makes them text. */
function toStored(column, value) {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return plain(value);
}

/** A text column takes no object: saving fails, as it does on App Connect's server. */
function refuseObject(column, value) {
  if (JSON_COLUMNS.has(column) || value === null || typeof value !== 'object' || value instanceof Date) return;
  const error = new Error(`string violation: ${column} cannot be an array or an object`);
  error.name = 'SequelizeValidationError';
  throw error;
}

function plain(value) {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
}

module.exports = { User, changesOf, COLUMNS, JSON_COLUMNS };
