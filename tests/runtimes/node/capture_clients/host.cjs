'use strict';
// A host of capture alone: told by lines of JSON on stdin, prints one line of JSON for each notification and result.
//
// node host.cjs CAPTURE SPOOL CAP
//   {id, invocation, client, request}  sends a request, see clients.cjs; prints {id, result} or {id, error}
//   {maps}, {abort}, {end}             what the real host would tell capture

const { AsyncLocalStorage } = require('node:async_hooks');
const readline = require('node:readline');

const [capturePath, spool, cap] = process.argv.slice(2);
const context = new AsyncLocalStorage();
const print = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const capture = require(capturePath).install({
  context,
  send: (method, params) => print({ method, params }),
  options: { spool, maps: [], cap: Number(cap), bodyInline: 65536 },
});

// As adapters are: loaded once capture is in place.
const clients = require('./clients.cjs');

async function perform({ id, invocation, client, request }) {
  try {
    print({ id, result: await context.run({ invocation }, () => clients[client](request)) });
  } catch (error) {
    print({ id, error: { name: error.name, code: error.code ?? error.cause?.code ?? null, message: error.message } });
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.maps) capture.setMaps(message.maps);
  else if (message.abort) capture.abort(message.abort);
  else if (message.end) {
    capture.endInvocation(message.end).then(() => print({ id: message.id, result: null }));
  } else perform(message);
});
