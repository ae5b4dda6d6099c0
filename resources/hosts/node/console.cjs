'use strict';
// console.* of the adapter, told line by line with the invocation it belongs to.
// What is written to process.stdout directly is read from the pipe by the workbench.

const util = require('node:util');

const LEVELS = ['log', 'info', 'warn', 'error', 'debug'];
const LONGEST_TEXT = 256 * 1024;

/** Replace the methods of the global console; `context.getStore()` gives {invocation}. */
function installConsole(context, send) {
  let indent = '';
  const tell = (stream, text) => {
    const whole = indent ? text.replace(/^/gm, indent) : text;
    send('console', {
      invocation: context.getStore()?.invocation ?? '',
      stream,
      text: whole.length > LONGEST_TEXT ? `${whole.slice(0, LONGEST_TEXT)}… (${whole.length} characters)` : whole,
      at: Date.now(),
    });
  };
  for (const level of LEVELS) console[level] = (...items) => tell(level, format(items));
  console.dir = (item, options) => tell('log', util.inspect(item, { customInspect: false, ...options }));
  console.trace = (...items) => {
    const trace = { name: 'Trace', message: format(items) };
    Error.captureStackTrace(trace, console.trace);
    tell('error', trace.stack);
  };
  console.group = console.groupCollapsed = (...items) => {
    if (items.length > 0) tell('log', format(items));
    indent += '  ';
  };
  console.groupEnd = () => { indent = indent.slice(2); };
}

/** An object whose inspection throws must not make console.log throw. */
function format(items) {
  try {
    return util.format(...items);
  } catch (error) {
    return `(could not be printed: ${error?.message ?? error})`;
  }
}

module.exports = { installConsole };
