'use strict';
// Anything that can be thrown, told as the wire has it.

const { encode } = require('./values.cjs');

/** {name, message, stack, status, code, response_body} of a thrown value, which need not be an Error. */
function describeError(thrown) {
  if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) {
    return {
      name: thrown === undefined || thrown === null ? String(thrown) : typeof thrown,
      message: thrown === undefined || thrown === null ? `The adapter threw ${thrown}.` : String(thrown),
      stack: '', status: null, code: '', response_body: null,
    };
  }
  const response = read(thrown, 'response');
  const status = Number(read(response, 'status'));
  const isError = thrown instanceof Error || typeof read(thrown, 'stack') === 'string';
  return {
    name: text(read(thrown, 'name')) || thrown.constructor?.name || 'Error',
    message: text(read(thrown, 'message')) || (isError ? '' : JSON.stringify(encode(thrown))),
    stack: withoutHost(text(read(thrown, 'stack'))),
    status: Number.isInteger(status) && status > 0 ? status : null,
    code: text(read(thrown, 'code')),
    response_body: encode(read(response, 'data') ?? null),
  };
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
