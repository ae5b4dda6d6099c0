'use strict';
// Finding the adapter in what a module exports, and saying why it is not there.

const fs = require('node:fs');

const REQUIRED = 'getAuthType';

/** The object that carries the interfaces: the exports, their default, an only object, or a class to construct. */
function findAdapter(exported, interfaces) {
  const candidates = [exported, exported?.default, exported?.default?.default, exported?.['module.exports']];
  if (isObject(exported)) {
    for (const name of namesOf(exported)) candidates.push(readMember(exported, name));
  }
  let best;
  let bestCount = -1;
  for (const candidate of candidates.map(instantiate)) {
    if (!isObject(candidate)) continue;
    const count = interfaces.filter((name) => typeof readMember(candidate, name) === 'function').length;
    if (count > bestCount) [best, bestCount] = [candidate, count];
    // The plain exports win over nested objects as soon as they answer.
    if (typeof readMember(candidate, REQUIRED) === 'function') return candidate;
  }
  return best ?? exported;
}

/** A class whose instances have the required interface is constructed without arguments, as a registry's caller would. */
function instantiate(candidate) {
  if (typeof candidate !== 'function' || typeof candidate.prototype?.[REQUIRED] !== 'function') return candidate;
  try {
    return new candidate();
  } catch {
    return candidate;
  }
}

/** Every public name of an object, those of its class included. */
function namesOf(object) {
  const names = new Set();
  for (let level = object; level && level !== Object.prototype && level !== Function.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  for (const hidden of ['constructor', '__esModule', 'module.exports', 'default', 'length', 'name', 'prototype']) names.delete(hidden);
  return [...names];
}

/** What is exported beside the interfaces that App Connect knows. */
function otherNames(adapter, interfaces) {
  const known = new Set(interfaces);
  return namesOf(adapter).filter((name) => !known.has(name));
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function readMember(object, name) {
  try {
    return object?.[name];
  } catch {
    return undefined;
  }
}

/** One or two sentences: what the file exports instead of an adapter, and what to do. */
function diagnose(adapter, file, interfaces) {
  const names = isObject(adapter) ? namesOf(adapter) : [];
  const near = names.find((name) => name !== REQUIRED && isNear(name, REQUIRED));
  const fix = 'An adapter exports getAuthType, which answers "apiKey" or "oauth".';
  if (near) return `It exports ${near}, which looks like ${REQUIRED} misspelt. Rename it to ${REQUIRED}.`;
  if (typeof adapter === 'function') {
    return `It exports a ${isClass(adapter) ? 'class' : 'function'}${adapter.name ? ` named ${adapter.name}` : ''}, not an object of interfaces. ${fix}`;
  }
  if (!isObject(adapter)) return `It exports ${adapter === null ? 'null' : typeof adapter}, not an object of interfaces. ${fix}`;
  if (names.length === 0) return `${whyEmpty(file, interfaces)} ${fix}`;
  const shown = names.slice(0, 12).join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '');
  return `It exports ${shown}, but no ${REQUIRED}. ${fix}`;
}

function whyEmpty(file, interfaces) {
  const text = fs.readFileSync(file, 'utf8');
  const written = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  if (written.trim() === '') return 'The file has no exports because it is empty.';
  const defined = interfaces.filter((name) => new RegExp(`function\\s+${name}\\b|\\b(?:const|let|var)\\s+${name}\\b`).test(written));
  if (defined.length > 0) {
    return `The file has no exports because it defines ${defined.slice(0, 3).join(', ')} without exporting ${defined.length === 1 ? 'it' : 'them'}: `
      + `write exports.${defined[0]} = ${defined[0]}; or export it.`;
  }
  if (/(?:^|[^.\w])exports\s*=\s*[{\w]/.test(written) && !/module\.exports/.test(written)) {
    return 'The file has no exports because it assigns to exports itself; write module.exports = … instead.';
  }
  return 'The file has no exports because nothing in it is exported.';
}

function isClass(value) {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Same letters apart from case and underscores, or at most two edits apart. */
function isNear(name, wanted) {
  const left = name.replaceAll('_', '').toLowerCase();
  const right = wanted.toLowerCase();
  return left === right || distance(left, right) <= 2;
}

function distance(left, right) {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[right.length];
}

module.exports = { findAdapter, otherNames, diagnose, readMember, REQUIRED };
