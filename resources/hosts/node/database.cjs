'use strict';
// The database of the connection, which the workbench keeps: statements travel over the wire (../WIRE.md, `sql`).

const { TAG } = require('./values.cjs');

// What DATABASE_URL says. The path is never opened: it tells this database from the files of an adapter's own.
const DATABASE_URL = 'sqlite:app-connect-workbench';

/** @type {(method: string, params: object) => Promise<any>} */
let request = () => Promise.reject(new Error('The workbench is not connected.'));

/** Use `ask(method, params)` for every statement from now on. */
function connect(ask) {
  request = ask;
}

/**
 * Run one statement; gives {rows, lastId, changes}, or rejects with an error whose `code` and `errno` are SQLite's.
 * `parameters` are a list, an object by name, or null; `method` is run, all, get or exec.
 */
async function execute(sql, parameters, method) {
  const answer = await request('sql', { sql, parameters: bindable(parameters), method });
  return { rows: answer.rows.map(readRow), lastId: answer.last_id, changes: answer.changes };
}

function bindable(parameters) {
  if (parameters === null || parameters === undefined) return null;
  if (Array.isArray(parameters)) return parameters.map(bindableValue);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, bindableValue(value)]));
}

/** A value as npm's sqlite3 binds it: dates as milliseconds, what SQLite has no type for as text. */
function bindableValue(value) {
  if (value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol') return null;
  if (value instanceof Date) return value.getTime();
  if (ArrayBuffer.isView(value)) {
    return { [TAG]: 'buffer', text: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  return typeof value === 'bigint' || typeof value === 'object' ? String(value) : value;
}

function readRow(row) {
  for (const [column, cell] of Object.entries(row)) {
    if (cell !== null && typeof cell === 'object') row[column] = Buffer.from(cell.text, 'base64');
  }
  return row;
}

module.exports = { DATABASE_URL, connect, execute };
