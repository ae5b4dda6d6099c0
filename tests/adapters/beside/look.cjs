'use strict';
// What code inside a process can see of it: globals, prototypes, listeners, and the packages that core shares with an
// adapter, each as far as its members reach. Gives {path: what is there}.

const DEPTH = 4;

/** `bring` requires a package as the looking code does; `packages` are looked at where they can be loaded. */
function look(bring, packages) {
  const seen = new Map();
  seen.set('globals', Reflect.ownKeys(globalThis).map(String).sort().join(' '));
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
    if (typeof value !== 'function' || !value.prototype) continue;
    seen.set(`members of ${name}`, Reflect.ownKeys(value).map(String).join(' '));
    seen.set(`members of ${name}.prototype`, Reflect.ownKeys(value.prototype).map(String).join(' '));
  }
  for (const event of process.eventNames()) seen.set(`listeners of ${String(event)}`, process.listenerCount(event));
  const known = new Set();
  for (const name of packages) {
    let exported;
    try {
      exported = bring(name);
    } catch {
      continue;
    }
    describe(exported, name, DEPTH, { seen, known });
  }
  return Object.fromEntries(seen);
}

function describe(value, place, depth, { seen, known }) {
  const isObject = value !== null && (typeof value === 'object' || typeof value === 'function');
  seen.set(place, isObject ? `${typeof value} ${value.constructor?.name ?? ''}` : `${typeof value} ${String(value).slice(0, 60)}`);
  if (!isObject || depth === 0 || known.has(value)) return;
  known.add(value);
  for (const key of Object.getOwnPropertyNames(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if ('value' in property) describe(property.value, `${place}.${key}`, depth - 1, { seen, known });
    else seen.set(`${place}.${key}`, 'accessor');
  }
}

module.exports = { look };
