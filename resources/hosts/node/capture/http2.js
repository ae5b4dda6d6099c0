'use strict';
// Hooks http2.connect: every request of an HTTP/2 session, also by got with its `http2` option.

/** @type {any} What it exports is replaced. */
const http2 = require('node:http2');
const { syncBuiltinESMExports } = require('node:module');

const { describeError, pairs } = require('./exchange.js');
const { claimPhases } = require('./sockets.js');

/** Options of connect that speak of the address as it was before a map changed it. */
const ADDRESS_OPTIONS = ['createConnection', 'servername', 'host', 'port', 'path', 'protocol'];

function hookHttp2(ledger) {
  const connect = http2.connect;
  http2.connect = function (authority, options, listener) {
    if (typeof options === 'function') [options, listener] = [undefined, options];
    const origin = originOf(authority, options);
    const target = origin && ledger.mapped(origin);
    if (target) {
      options = { ...options };
      for (const name of ADDRESS_OPTIONS) delete options[name];
    }
    const session = connect.call(this, target ? target.origin : authority, options, listener);
    if (origin) watchSession(ledger, session, origin, target !== null);
    return session;
  };
  syncBuiltinESMExports();
}

/** The URL of an authority, which is text, a URL or an object of its parts; null when it makes none. */
function originOf(authority, options) {
  if (typeof authority === 'string' || authority instanceof URL) {
    return URL.canParse(String(authority)) ? new URL('/', authority) : null;
  }
  const protocol = authority?.protocol || options?.protocol || 'https:';
  const text = `${protocol}//${authority?.hostname || authority?.host || 'localhost'}:${authority?.port || ''}/`;
  return URL.canParse(text) ? new URL(text) : null;
}

function watchSession(ledger, session, origin, mappable) {
  const request = session.request;
  session.request = function (headers, options) {
    const given = Array.isArray(headers) ? Object.fromEntries(pairs(headers)) : { ...headers };
    const path = given[':path'] ?? '/';
    const method = given[':method'] ?? 'GET';
    if (method === 'CONNECT' || !URL.canParse(path, origin)) return request.call(this, headers, options);
    const url = new URL(path, origin);
    const { exchange, decision } = ledger.begin({ method, url, client: 'http2', mappable });
    if (decision.error) {
      exchange.finish({ error: describeError(decision.error) });
      throw decision.error;
    }
    let sent = headers;
    if (decision.target) {
      const { pathname, search, host, protocol } = decision.target;
      sent = { ...given, ':path': pathname + search, ':authority': host, ':scheme': protocol.slice(0, -1) };
      delete sent.host;
    }
    let stream;
    try {
      stream = request.call(this, sent, options);
    } catch (error) {
      ledger.cancel(exchange);
      throw error;
    }
    watchStream(session, stream, exchange);
    return stream;
  };
}

function watchStream(session, stream, exchange) {
  const { write, end, push } = stream;
  let ended = false;
  exchange.abort = (error) => stream.destroy(error);
  stream.write = function (chunk, ...rest) {
    exchange.requestBody.add(chunk, rest[0]);
    return write.call(this, chunk, ...rest);
  };
  stream.end = function (chunk, ...rest) {
    if (typeof chunk !== 'function' && chunk != null) exchange.requestBody.add(chunk, rest[0]);
    exchange.sent();
    return end.call(this, chunk, ...rest);
  };
  stream.push = function (chunk, ...rest) {
    if (!exchange.received(chunk)) return false;
    ended ||= chunk === null;
    if (ended && exchange.hasResponse) exchange.finish();
    return push.call(this, chunk, ...rest);
  };
  stream.prependOnceListener('response', (_headers, _flags, raw) => {
    exchange.connection(claimPhases(session.socket));
    const status = Number(raw[raw.indexOf(':status') + 1]);
    exchange.respond(status, '', plain(pairs(raw)));
    if (ended) exchange.finish();
  });
  stream.once('close', () => exchange.finish({ error: failureOf(stream, exchange), truncated: true }));
  exchange.sent();
  exchange.start(() => plain(pairs(Object.entries(stream.sentHeaders ?? {}).flat(1))));
}

/** Why a stream is closed: {code, message}, or null when it was answered. */
function failureOf(stream, exchange) {
  // A stream that is cancelled because its connection failed says so in the cause.
  const error = stream.errored?.cause ?? stream.errored;
  if (error) return describeError(error);
  if (stream.rstCode) {
    const message = `The stream was closed with HTTP/2 error code ${stream.rstCode}.`;
    return { code: 'ERR_HTTP2_STREAM_ERROR', message };
  }
  return exchange.hasResponse ? null : { code: 'aborted', message: 'The request was closed before it was answered.' };
}

/** Without `:method` and its like: method, address and status say the same. */
function plain(headers) {
  return headers.filter(([name]) => !name.startsWith(':'));
}

module.exports = { hookHttp2 };
