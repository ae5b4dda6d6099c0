'use strict';
// Which variables an adapter's own files read while they are loaded, and do not find.

const fs = require('node:fs');
const { fileURLToPath } = require('node:url');

const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/|node:)?(?:[A-Za-z]:)?[^\s()]*?):(\d+):\d+\)?$/;
const MOST = 500;

/** Watch the reads of process.env from now on; gives {unset, stop}, of which `unset` lists what was not found. */
function watchVariables() {
  const environment = process.env;
  /** @type {Map<string, {name: string, file: string, line: number} | null>} */
  const seen = new Map();
  process.env = new Proxy(environment, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (value === undefined && typeof name === 'string' && !seen.get(name) && seen.size < MOST) seen.set(name, reader(name));
      return value;
    },
    // The real one takes no descriptor that says less than everything.
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  return {
    unset: () => [...seen.values()].filter((read) => read !== null && environment[read.name] === undefined),
    stop: () => { process.env = environment; },
  };
}

/** Where one of the adapter's own files reads a variable; null for a package that looks around while it is loaded. */
function reader(name) {
  for (const text of String(new Error().stack).split('\n').slice(1)) {
    const [, place = '', line = ''] = FRAME.exec(text) ?? [];
    if (place.startsWith('node:internal/modules')) return null;
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    const isOwn = file && !file.startsWith('node:') && !file.startsWith(__dirname) && !/[\\/](?:node_modules|\.yarn)[\\/]/.test(file);
    if (isOwn) return hasDefault(file, Number(line), name) ? null : { name, file, line: Number(line) };
  }
  return null;
}

/** Whether the line that reads a variable says what is taken in its place, or only asks for one of its values. */
function hasDefault(file, line, name) {
  try {
    const text = fs.readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
    return new RegExp(`\\b${name}\\b["'\`\\]]*\\)?\\s*(?:\\|\\||\\?\\?|[=!]==?|=(?![=>])|\\?[^.]|&&)`).test(text);
  } catch {
    return false;
  }
}

module.exports = { watchVariables };
