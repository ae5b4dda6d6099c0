'use strict';
// Sees every HTTP exchange of the adapter: http, https and what builds on them, HTTP/2, fetch and every undici.

const { Ledger } = require('./ledger.js');
const { hookHttp } = require('./http.js');
const { hookHttp2 } = require('./http2.js');
const { hookUndici } = require('./undici.js');
const { watchSockets } = require('./sockets.js');

/**
 * Call once, before any adapter code is loaded.
 *
 * `context.getStore()` gives {invocation} or undefined; `send(method, params)` writes the notifications
 * `exchange_started` and `exchange_finished` of WIRE.md; `options` is {spool, maps, cap, bodyInline, answerLimit}:
 * the folder for large bodies, the host maps, the exchanges that one invocation may start, the bytes kept out of files,
 * the decoded bytes that are read of one answer.
 *
 * Gives {setMaps(maps), abort(invocation), endInvocation(invocation)}: abort destroys pending requests;
 * endInvocation waits a little for answers that nobody read, reports exchanges that are still open as truncated and
 * resets the count.
 */
function install({ context, send, options }) {
  const ledger = new Ledger({ context, send, options });
  watchSockets();
  hookHttp(ledger);
  hookHttp2(ledger);
  hookUndici(ledger);
  return {
    setMaps: (maps) => ledger.setMaps(maps),
    abort: (invocation) => ledger.abort(invocation),
    endInvocation: (invocation) => ledger.endInvocation(invocation),
  };
}

module.exports = { install };
