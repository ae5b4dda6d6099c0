'use strict';
// Values on the wire: what JSON cannot carry travels as tagged objects (../WIRE.md, "Tagged values").

const { types } = require('node:util');

const TAG = '$workbench';
const MAX_DEPTH = 200;
// Shared objects are written out at every place, as JSON.stringify does; past this many objects a
// repeated one becomes a reference, since sharing (sockets, agents) would otherwise grow without end.
const SHARING_BUDGET = 500_000;

/** The wire form of any JavaScript value; never throws for what the value does. */
function encode(value) {
  return encodeAt(value, { seen: new Map(), count: 0 }, null, '', 0);
}

function encodeAt(value, state, parent, key, depth) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : { [TAG]: 'number', text: String(value) };
    case 'undefined':
      return { [TAG]: 'undefined' };
    case 'bigint':
      return { [TAG]: 'bigint', text: String(value) };
    case 'symbol':
      return { [TAG]: 'symbol', text: String(value) };
    case 'function':
      return { [TAG]: 'function', text: functionText(value) };
    default:
  }
  if (value === null) return null;
  if (depth > MAX_DEPTH) return { [TAG]: 'object', text: 'too deep' };
  const earlier = state.seen.get(value);
  if (earlier && (earlier.open || state.count > SHARING_BUDGET)) return { [TAG]: 'circular', text: pathOf(earlier) };
  const node = { parent, key, open: true };
  state.seen.set(value, node);
  state.count += 1;
  try {
    return encodeObject(value, state, node, depth);
  } catch (error) {
    return { [TAG]: 'error', text: `cannot be read: ${briefly(error)}` };
  } finally {
    node.open = false;
  }
}

function encodeObject(value, state, node, depth) {
  const below = depth + levelsOf(value);
  const inner = (item, key) => encodeAt(item, state, node, key, below);
  if (Array.isArray(value)) {
    const list = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) list[index] = inner(value[index], index);
    return list;
  }
  if (types.isDate(value)) {
    return { [TAG]: 'date', text: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString() };
  }
  if (ArrayBuffer.isView(value)) {
    return { [TAG]: 'buffer', text: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (types.isAnyArrayBuffer(value)) return { [TAG]: 'buffer', text: Buffer.from(value).toString('base64') };
  if (typeof value.toJSON === 'function') return inner(value.toJSON(node.key === '' ? '' : String(node.key)), node.key);
  if (types.isMap(value)) {
    const content = Array.from(value, ([key, item], index) => [inner(key, index), inner(item, index)]);
    return { [TAG]: 'map', text: className(value), content };
  }
  if (types.isSet(value)) {
    return { [TAG]: 'set', text: className(value), content: Array.from(value, inner) };
  }
  if (types.isBoxedPrimitive(value)) return inner(value.valueOf(), node.key);
  const members = {};
  for (const key of Object.keys(value)) {
    let member;
    try {
      member = inner(value[key], key);
    } catch (error) {
      member = { [TAG]: 'error', text: `cannot be read: ${briefly(error)}` };
    }
    // An own member called __proto__ is data here, not the prototype.
    if (key === '__proto__') Object.defineProperty(members, key, { value: member, enumerable: true });
    else members[key] = member;
  }
  if (types.isNativeError(value)) return { [TAG]: 'error', text: `${value.name}: ${value.message}`, content: members };
  if (!isPlain(value)) return { [TAG]: 'object', text: className(value), content: members };
  return Object.hasOwn(members, TAG) ? { [TAG]: 'escaped', value: members } : members;
}

/** Levels of JSON that a value takes around what it holds. */
function levelsOf(value) {
  if (types.isMap(value)) return 3;
  return Array.isArray(value) || (isPlain(value) && !Object.hasOwn(value, TAG)) ? 1 : 2;
}

function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  // An object of another realm (vm, jest) has a prototype of its own without a prototype above it.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function className(value) {
  return value.constructor?.name || 'Object';
}

function functionText(value) {
  return /^class\b/.test(Function.prototype.toString.call(value)) ? `class ${value.name}` : value.name || 'anonymous';
}

function pathOf(node) {
  const parts = [];
  for (let step = node; step?.parent; step = step.parent) parts.unshift(step.key);
  return parts.join('.');
}

function briefly(error) {
  try {
    return String(error?.message ?? error);
  } catch {
    return 'unknown error';
  }
}

/** The JavaScript value of a wire value; `markers` makes the live objects: {user, oauthApp, tracer}. */
function decode(wire, markers) {
  if (Array.isArray(wire)) return wire.map((item) => decode(item, markers));
  if (wire === null || typeof wire !== 'object') return wire;
  const kind = wire[TAG];
  if (kind === undefined) return decodeMembers(wire, markers);
  switch (kind) {
    case 'undefined': return undefined;
    case 'bigint': return BigInt(wire.text);
    case 'number': return Number(wire.text);
    case 'date': return new Date(wire.text);
    case 'buffer': return Buffer.from(wire.text, 'base64');
    case 'map': return new Map(decode(wire.content ?? [], markers));
    case 'set': return new Set(decode(wire.content ?? [], markers));
    case 'error': return Object.assign(new Error(wire.text), decode(wire.content ?? {}, markers));
    case 'escaped': return decodeMembers(wire.value, markers);
    case 'object': return decode(wire.content ?? {}, markers);
    case 'user':
    case 'oauthApp':
    case 'tracer': return markers[kind](wire.options ?? {});
    default: return wire.text;
  }
}

function decodeMembers(wire, markers) {
  const members = {};
  for (const key of Object.keys(wire)) members[key] = decode(wire[key], markers);
  return members;
}

module.exports = { TAG, encode, decode, isPlain };
