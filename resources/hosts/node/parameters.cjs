'use strict';
// Which members of its one argument a function asks for: by its own source where that can be read, else by what it reads.

const IDENTIFIER = /^[A-Za-z_$][\w$]*/;
const SIMPLE_ARROW = /^\s*(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/;
// What a compiler makes of an async function for older targets: the parameters stand in a function inside.
const INNER = /\b(?:__awaiter\([^{]*?|_asyncToGenerator\(\s*|_wrapAsyncGenerator\(\s*)function\s*\*?\s*\w*\s*\(/;
// Read by clients, by JSON and by await of every object.
const COMMON = new Set(['then', 'toJSON', 'inspect', 'length', 'nodeType', 'tagName', 'asymmetricMatch', '$$typeof', 'default', '__esModule',
  'append', 'pipe', 'on', 'read', 'getHeaders', 'getBoundary', 'forEach', 'stream', 'arrayBuffer', 'byteLength', 'buffer', 'isMockFunction', 'nodeName', 'window', 'callee', 'splice']);

// Before a name that is no member; three dots spread it.
const ALONE = '(?<![\\w$]|(?<!\\.\\.)\\.)';

/** @typedef {'needed' | 'tried' | 'declared'} Use needed: read and used; tried: used behind a condition; declared: never used */

/**
 * The members that a function takes from its first parameter, without those that have a default.
 * @param {Function} callee
 * @returns {Map<string, Use> | null} null where its source does not tell
 */
function asked(callee) {
  const source = withoutComments(Function.prototype.toString.call(callee));
  const outer = parameterOf(source);
  if (!outer) return null;
  const inner = INNER.exec(outer.body);
  const innermost = inner ? parameterOf(outer.body.slice(inner.index + inner[0].length - 1)) : null;
  const { first, body } = innermost?.first ? innermost : outer;
  const found = new Map();
  if (first.startsWith('{')) {
    addPattern(found, first, body);
    return found;
  }
  const name = IDENTIFIER.exec(first)?.[0];
  if (!name || first.startsWith('...')) return null;
  const own = name.replaceAll('$', '\\$');
  const whole = new RegExp(`${ALONE}${own}(?![\\w$])`, 'g');
  const member = new RegExp(`${ALONE}${own}\\s*(?:\\?\\.|\\.)\\s*([A-Za-z_$][\\w$]*)(\\s*(?:\\?\\?|\\|\\||\\?\\.|&&|\\?|\\)\\s*(?:\\{|return)))?`, 'g');
  const taken = new RegExp(`(?:const|let|var)\\s*(\\{[^;]*?\\})\\s*=\\s*${own}(?![\\w$.(\\[])`, 'g');
  let known = 0;
  for (const match of body.matchAll(member)) {
    known += 1;
    const assigned = /^\s*=(?![=>])/.test(body.slice(match.index + match[0].length));
    if (!assigned) note(found, match[1], match[2] ? 'tried' : 'needed');
  }
  for (const match of body.matchAll(taken)) {
    known += 1;
    addPattern(found, match[1], body.replace(match[0], ''));
  }
  // Handed on as a whole, it is read where nobody can see.
  return [...body.matchAll(whole)].length > known ? null : found;
}

/** The first parameter's text and what stands behind the parameters; null without a list of them. */
function parameterOf(source) {
  const simple = SIMPLE_ARROW.exec(source);
  if (simple) return { first: simple[1], body: source.slice(simple[0].length) };
  const start = source.indexOf('(');
  if (start < 0) return null;
  const end = closing(source, start);
  if (end < 0) return null;
  const [first = ''] = split(source.slice(start + 1, end));
  return { first: first.trim(), body: source.slice(end + 1) };
}

/** Note the members that an object pattern takes and gives no default. */
function addPattern(found, pattern, body) {
  for (const part of split(pattern.slice(1, closing(pattern, 0)))) {
    const text = part.trim();
    const key = IDENTIFIER.exec(text)?.[0];
    if (!key || text.startsWith('...')) continue;
    const rest = text.slice(key.length).trim();
    if (hasDefault(rest)) continue;
    const target = rest.startsWith(':') ? rest.slice(1).trim() : key;
    const local = IDENTIFIER.exec(target)?.[0];
    note(found, key, local ? useOf(local, body) : 'needed');
  }
}

function note(found, name, use) {
  const rank = ['declared', 'tried', 'needed'];
  const earlier = found.get(name);
  // One place that asks whether it is there makes it optional.
  if (earlier === 'tried' || (earlier && use !== 'tried' && rank.indexOf(earlier) >= rank.indexOf(use))) return;
  found.set(name, use);
}

/** How a local name is used in a body. */
function useOf(local, body) {
  const own = local.replaceAll('$', '\\$');
  const uses = [...body.matchAll(new RegExp(`${ALONE}${own}(?![\\w$])`, 'g'))];
  if (uses.length === 0) return 'declared';
  const guarded = uses.some(({ index }) => /^\s*(?:\?\?|\|\||\?\.|&&|\?[^.]|[!=]==?\s*(?:null|undefined))/.test(body.slice(index + local.length))
    || /(?:\b(?:if|while)\s*\(\s*!?!?|&&\s*!?|\|\|\s*!?|\?\?\s*|typeof\s+|!!?|Boolean\()\s*$/.test(body.slice(0, index)));
  return guarded ? 'tried' : 'needed';
}

function hasDefault(text) {
  let depth = 0;
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (sign === '=' && depth === 0 && text[place + 1] !== '=' && text[place + 1] !== '>') return true;
  }
  return false;
}

/** Parts between commas that stand in no bracket and no text. */
function split(text) {
  const parts = [];
  let start = 0;
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    if ('([{'.includes(sign)) place = closing(text, place);
    else if ('"\'`'.includes(sign)) place = endOfText(text, place);
    else if (sign === ',') {
      parts.push(text.slice(start, place));
      start = place + 1;
    }
    if (place < 0) return parts;
  }
  parts.push(text.slice(start));
  return parts;
}

/** Where the bracket that opens at a place is closed; -1 where it is not. */
function closing(text, start) {
  let depth = 0;
  for (let place = start; place < text.length; place += 1) {
    const sign = text[place];
    if ('"\'`'.includes(sign)) place = endOfText(text, place);
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign) && --depth === 0) return place;
  }
  return -1;
}

/** Where a text ends that begins at a place; one in single or double quotes ends with its line. */
function endOfText(text, start) {
  const quote = text[start];
  for (let place = start + 1; place < text.length; place += 1) {
    if (text[place] === '\\') place += 1;
    else if (text[place] === quote || (quote !== '`' && text[place] === '\n')) return place;
  }
  return text.length;
}

function withoutComments(source) {
  let kept = '';
  for (let place = 0; place < source.length; place += 1) {
    if ('"\'`'.includes(source[place])) {
      const end = endOfText(source, place);
      kept += source.slice(place, end + 1);
      place = end;
    } else if (source.startsWith('//', place) && source[place - 1] !== ':' && source[place - 1] !== '\\') {
      while (place < source.length && source[place] !== '\n') place += 1;
      kept += '\n';
    } else if (source.startsWith('/*', place)) {
      const end = source.indexOf('*/', place + 2);
      place = end < 0 ? source.length : end + 1;
    } else kept += source[place];
  }
  return kept;
}

/**
 * Let an object tell which of the members it does not have are read; its own members stay as they are.
 * @param {object} object
 * @returns {Set<string>}
 */
function watch(object) {
  const missed = new Set();
  Object.setPrototypeOf(object, new Proxy(Object.prototype, {
    get(target, name, receiver) {
      if (typeof name === 'string' && !(name in target) && !COMMON.has(name)) missed.add(name);
      return Reflect.get(target, name, receiver);
    },
  }));
  return missed;
}

/** @type {WeakMap<Function, Map<string, Use> | null>} */
const cache = new WeakMap();

function readable(callee) {
  try {
    return asked(callee);
  } catch {
    // A source that cannot be read tells nothing.
    return null;
  }
}

/**
 * What a call asks of its argument beside the members that it has: by name, and how.
 * @param {Function} callee
 * @param {object} given the argument, which is watched where the source does not tell
 * @returns {() => Record<string, Use>} told after the call
 */
function unknownMembers(callee, given) {
  const own = new Set(Object.keys(given));
  if (!cache.has(callee)) cache.set(callee, readable(callee));
  const names = cache.get(callee);
  if (names) {
    const unknown = [...names].filter(([name]) => !own.has(name));
    return () => Object.fromEntries(unknown);
  }
  const missed = watch(given);
  return () => Object.fromEntries([...missed].map((name) => [name, 'tried']));
}

module.exports = { unknownMembers, asked };
