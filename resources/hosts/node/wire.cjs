'use strict';
// The channel to the workbench: JSON-RPC 2.0, one message a line (../WIRE.md).

const net = require('node:net');

const LINE_FEED = 10;

/**
 * Open the channel that WORKBENCH_CHANNEL names.
 * `onMessage` gets every message that is not an answer; `onClose` is called once when the workbench is gone.
 */
function openWire(address, onMessage, onClose) {
  const [kind, first, token] = address.split(':');
  const socket = kind === 'fd'
    ? new net.Socket({ fd: Number(first), readable: true, writable: true })
    : net.connect({ port: Number(first), host: '127.0.0.1', noDelay: true });
  if (kind === 'tcp') socket.write(`${token}\n`);

  const waiting = new Map();
  let asked = 0;
  const receive = (message) => {
    const settle = message.method === undefined ? waiting.get(message.id) : undefined;
    if (!settle) return onMessage(message);
    waiting.delete(message.id);
    return settle(message);
  };

  let pending = [];
  socket.on('data', (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = pending.length > 0
        ? Buffer.concat([...pending, chunk.subarray(start, end)])
        : chunk.subarray(start, end);
      pending = [];
      start = end + 1;
      if (line.length > 0) receive(JSON.parse(line.toString('utf8')));
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  });
  socket.on('error', onClose);
  socket.on('close', onClose);

  const write = (text) => { socket.write(`${text}\n`); };
  return {
    /** Ask the workbench; gives its result, or rejects with an error that has the answer's message and members of `data`. */
    request: (method, params) => new Promise((resolve, reject) => {
      asked += 1;
      const id = `s${asked}`;
      waiting.set(id, ({ result, error }) => {
        if (error) reject(Object.assign(new Error(error.message), error.data));
        else resolve(result);
      });
      write(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    }),
    notify: (method, params) => write(JSON.stringify({ jsonrpc: '2.0', method, params })),
    answer: (id, result) => write(JSON.stringify({ jsonrpc: '2.0', id, result })),
    /** Answer with a result that is JSON already, so that it is not built twice. */
    answerText: (id, text) => write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${text}}`),
    fail: (id, message, data) => write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message, data } })),
  };
}

module.exports = { openWire };
