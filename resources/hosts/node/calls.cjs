'use strict';
// Calling one interface: arguments in, value, changes and faults out.

const fs = require('node:fs');
const path = require('node:path');
const { types } = require('node:util');
const { encode, decode, isPlain } = require('./values.cjs');
const { describeError } = require('./errors.cjs');
const { Row, makeRow, changesOf, written } = require('./row.cjs');
const { makeOAuthApp, makeTracer } = require('./oauth.cjs');
const { unknownMembers } = require('./parameters.cjs');

const ACCOUNT_DATA = 'accountData.';
const LARGEST_INLINE = 1024 * 1024;
// App Connect writes what these return into a text, before it would await anything.
const WRITTEN_OUT = new Set(['getBasicAuth']);
const NO_CHANGES = { operations: [], unsaved: {}, lost: {} };

const unhandledOf = new Map();

/** Remember a rejection or exception that nobody caught; false when its call is over or unknown. */
function noteUnhandled(invocation, error) {
  const list = unhandledOf.get(invocation);
  list?.push(error);
  return list !== undefined;
}

/** Invocations that are running now. */
function running() {
  return [...unhandledOf.keys()];
}

/**
 * Call `adapter[interface]`; gives {text} (a result as JSON) or {failure} (an error's data).
 * `settled` is called when the function has ended and before the answer is made.
 */
async function callInterface(adapter, params, { context, spool, requireFrom, settled }) {
  const { invocation, interface: name, user: columns, rows: tables = {} } = params;
  const unhandled = [];
  unhandledOf.set(invocation, unhandled);
  const user = columns && makeRow('users', columns);
  const decoded = decode(params.arguments, {
    user: () => user,
    oauthApp: (options) => makeOAuthApp(options, requireFrom),
    tracer: () => makeTracer(requireFrom),
  });
  const rows = decoded.flatMap((argument) => bringToLife(argument, tables));
  const before = decoded.map((argument) => snapshot(argument));
  const askedFor = unknownOf(adapter, name, decoded);
  const outcome = {};
  let wasPromise = false;
  try {
    const returned = context.run({ invocation }, () => invoke(adapter, name, decoded));
    wasPromise = types.isPromise(returned) || typeof returned?.then === 'function';
    if (WRITTEN_OUT.has(name)) outcome.text = `${returned}`;
    outcome.value = wasPromise ? await returned : returned;
  } catch (error) {
    outcome.failure = { kind: 'threw', ...describeError(error) };
  }
  for (const row of user ? [user, ...rows] : rows) await written(row);
  // Rejections that nobody caught are told after the microtasks of this turn.
  await new Promise(setImmediate);
  await settled(invocation);
  const report = {
    was_promise: wasPromise,
    user_changes: user ? changesOf(user) : NO_CHANGES,
    row_changes: rows.flatMap((row) => changesOf(row).operations.map((each) => ({ table: row.constructor.name, ...each }))),
    mutated: mutatedNames(decoded, before),
    asked: askedFor(),
    unhandled,
    text: outcome.text,
  };
  unhandledOf.delete(invocation);
  if (outcome.failure) return { failure: { ...outcome.failure, ...report } };
  return writeResult(outcome.value, report, invocation, spool);
}

/** An exported function, or `accountData.<key>`: the fetch of that entry of the adapter's table. */
function invoke(adapter, name, given) {
  if (!name.startsWith(ACCOUNT_DATA)) return adapter[name](...given);
  return adapter.accountData[name.slice(ACCOUNT_DATA.length)].fetch(...given);
}

/** What the function asks of its one argument beside the members that App Connect gives it. */
function unknownOf(adapter, name, given) {
  const callee = name.startsWith(ACCOUNT_DATA) ? undefined : adapter[name];
  const isOne = typeof callee === 'function' && given.length === 1 && isObject(given[0]) && isPlain(given[0]);
  return isOne ? unknownMembers(callee, given[0]) : () => ({});
}

/** Let members of an argument that are rows of a table be live ones: {member: table}; gives the rows. */
function bringToLife(argument, tables) {
  if (argument === null || typeof argument !== 'object') return [];
  const found = Object.keys(tables).filter((name) => isObject(argument[name]));
  return found.map((name) => { argument[name] = makeRow(tables[name], argument[name]); return argument[name]; });
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function writeResult(value, report, invocation, spool) {
  let text;
  try {
    text = JSON.stringify(encode(value));
  } catch (error) {
    const message = `The returned value cannot be written down: ${error.message}.`;
    return { failure: { kind: 'threw', ...describeError(new RangeError(message)), ...report } };
  }
  const rest = JSON.stringify(report).slice(1);
  if (text.length <= LARGEST_INLINE) return { text: `{"value":${text},${rest}` };
  const file = path.join(spool, `value-${invocation.replace(/[^\w-]/g, '_')}.json`);
  fs.writeFileSync(file, text, { mode: 0o600 });
  return { text: `{"value_file":${JSON.stringify(file)},${rest}` };
}

/** What an argument looked like, by member where it is a plain object; rows tell their changes themselves. */
function snapshot(argument) {
  if (argument instanceof Row) return null;
  if (argument === null || typeof argument !== 'object' || !isPlain(argument) || Array.isArray(argument)) {
    return { whole: shape(argument) };
  }
  const members = new Map();
  for (const [name, value] of Object.entries(argument)) {
    if (!(value instanceof Row)) members.set(name, shape(value));
  }
  return { members };
}

function shape(value) {
  return typeof value === 'object' && value !== null ? JSON.stringify(encode(value)) : value;
}

function mutatedNames(values, before) {
  const names = [];
  values.forEach((argument, index) => {
    const earlier = before[index];
    if (earlier === null) return;
    if (!earlier.members) {
      if (shape(argument) !== earlier.whole) names.push(`argument ${index + 1}`);
      return;
    }
    const present = snapshot(argument)?.members ?? new Map();
    for (const name of new Set([...earlier.members.keys(), ...present.keys()])) {
      if (!Object.is(earlier.members.get(name), present.get(name)) || earlier.members.has(name) !== present.has(name)) names.push(name);
    }
  });
  return names;
}

module.exports = { callInterface, noteUnhandled, running };
