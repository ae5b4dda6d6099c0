'use strict';
// Anything that can be thrown, told as the wire has it.

const { encode } = require('./values.cjs');

/** {name, message, cause, stack, status, code, response_body} of a thrown value, which need not be an Error. */
function describeError(thrown) {
  if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) {
    return {
      name: thrown === undefined || thrown === null ? String(thrown) : typeof thrown,
      message: thrown === undefined || thrown === null ? `The adapter threw ${thrown}.` : String(thrown),
      cause: '', stack: '', status: null, code: '', response_body: null,
    };
  }
  const response = read(thrown, 'response');
  const status = Number(read(response, 'status'));
  const message = text(read(thrown, 'message'));
  const isError = thrown instanceof Error || typeof read(thrown, 'stack') === 'string';
  return {
    name: text(read(thrown, 'name')) || thrown.constructor?.name || 'Error',
    cause: causeOf(thrown, message),
    message: message || (isError ? '' : JSON.stringify(encode(thrown))),
    stack: withoutHost(text(read(thrown, 'stack'))),
    status: Number.isInteger(status) && status > 0 ? status : null,
    code: text(read(thrown, 'code')),
    response_body: encode(read(response, 'data') ?? null),
  };
}

/** What lies behind an error and its message does not say, as fetch keeps the reason of its “fetch failed”. */
function causeOf(thrown, message) {
  const told = [];
  const seen = new Set([thrown]);
  const look = (each) => {
    if (each === undefined || each === null || seen.has(each) || seen.size > 10) return;
    seen.add(each);
    const words = typeof each === 'object' ? text(read(each, 'message')) : String(each);
    const code = typeof each === 'object' ? text(read(each, 'code')) : '';
    const said = code && !words.includes(code) ? `${words} (${code})`.trim() : words;
    if (said && ![message, ...told].some((before) => before.includes(said))) told.push(said);
    further(each);
  };
  const further = (each) => {
    if (typeof each !== 'object') return;
    const several = read(each, 'errors');
    for (const one of Array.isArray(several) ? several.slice(0, 4) : []) look(one);
    look(read(each, 'cause'));
  };
  further(thrown);
  return told.join(', ');
}

function read(object, key) {
  try {
    return object?.[key];
  } catch {
    return undefined;
  }
}

/** A stack without the frames of this host, which say nothing about the adapter. */
function withoutHost(stack) {
  return stack.split('\n').filter((line) => !(line.includes(__dirname) && /^\s+at /.test(line))).join('\n');
}

function text(value) {
  return value === undefined || value === null || typeof value === 'object' || typeof value === 'function'
    ? '' : String(value);
}

module.exports = { describeError };
