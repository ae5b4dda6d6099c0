'use strict';
// Hooks http and https: every request made with them, also by axios, got, node-fetch, superagent and their like.

/** @type {any} Messages have no types. */
const diagnostics = require('node:diagnostics_channel');
/** @type {any} What it exports is replaced. */
const http = require('node:http');
/** @type {any} The same. */
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const { urlToHttpOptions } = require('node:url');

const { describeError, headLines, pairs } = require('./exchange.js');
const { withHost } = require('./maps.js');
const { claimPhases } = require('./sockets.js');

const kExchange = Symbol('workbench.exchange');
const kHost = Symbol('workbench.host');
const kEndedBy = Symbol('workbench.endedBy');

/** Options that speak of the address as it was before a map changed it. */
const ADDRESS_OPTIONS = ['servername', 'createConnection', 'lookup', 'socketPath', 'defaultPort', 'href', 'origin'];

function hookHttp(ledger) {
  const ClientRequest = http.ClientRequest;
  const httpsRequest = https.request;

  function open(scheme, args, construct, newTarget = ClientRequest) {
    const wanted = readArguments(scheme, args);
    // What cannot be understood fails in the original, with Node's own words.
    if (wanted === null) return construct();
    const { url, options, callback } = wanted;
    const { exchange, decision } = ledger.begin({
      method: String(options.method || 'GET').toUpperCase(),
      url,
      client: scheme.slice(0, -1),
      mappable: !options.socketPath,
    });
    let request;
    try {
      if (decision.error) {
        const refused = { ...options, agent: refusingAgent(decision.error) };
        request = Reflect.construct(ClientRequest, [{ ...refused, protocol: 'http:' }, callback], newTarget);
      } else if (decision.target) {
        request = Reflect.construct(ClientRequest, [readdressed(options, decision.target), callback], newTarget);
        request[kHost] = decision.target.host;
      } else {
        request = construct();
      }
    } catch (error) {
      ledger.cancel(exchange);
      throw error;
    }
    attach(request, exchange);
    return request;
  }

  http.request = function request(...args) {
    return open('http:', args, () => new ClientRequest(...args));
  };
  https.request = function request(...args) {
    return open('https:', args, () => httpsRequest(...args));
  };
  http.get = function get(...args) {
    const request = http.request(...args);
    request.end();
    return request;
  };
  https.get = function get(...args) {
    const request = https.request(...args);
    request.end();
    return request;
  };
  http.ClientRequest = function (...args) {
    // Old-style inheritance calls the constructor on an object that is already there.
    if (new.target === undefined) return ClientRequest.apply(this, args);
    const newTarget = new.target === http.ClientRequest ? ClientRequest : new.target;
    return open('http:', args, () => Reflect.construct(ClientRequest, args, newTarget), newTarget);
  };
  Object.defineProperty(http.ClientRequest, 'name', { value: 'ClientRequest' });
  Object.setPrototypeOf(http.ClientRequest, ClientRequest);
  http.ClientRequest.prototype = ClientRequest.prototype;
  syncBuiltinESMExports();

  watchRequestSide(ClientRequest.prototype);
  diagnostics.subscribe('http.client.response.finish', ({ request, response }) => watchResponse(request, response));
  diagnostics.subscribe('http.client.request.error', ({ request, error }) => fail(request, error));
}

/** {url, options, callback} of the arguments of http.request, or null when they make no address. */
function readArguments(scheme, args) {
  try {
    let [input, options, callback] = args;
    if (typeof input === 'string') input = urlToHttpOptions(new URL(input));
    else if (input?.href && input.protocol && input.auth === undefined && input.path === undefined) {
      input = urlToHttpOptions(input);
    } else [input, options, callback] = [null, input, options];
    if (typeof options === 'function') [options, callback] = [null, options];
    options = { ...input, ...options };
    // A tunnel carries a connection and is no exchange.
    if (options.method === 'CONNECT') return null;
    const protocol = options.protocol || options.agent?.protocol || scheme;
    const host = options.hostname || options.host || 'localhost';
    const port = options.port || options.defaultPort || options.agent?.defaultPort || '';
    const path = String(options.path || '/').replace(/^(?!\/|https?:)/, '/');
    const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    // Through a forward proxy the whole address stands where the path would.
    const url = new URL(/^https?:\/\//.test(path) ? path : `${protocol}//${authority}:${port}${path}`);
    return { url, options, callback };
  } catch {
    return null;
  }
}

/** The same request for another address. */
function readdressed(options, target) {
  const { Agent, globalAgent } = target.protocol === 'https:' ? https : http;
  const changed = {
    ...options,
    protocol: target.protocol,
    hostname: target.hostname.replace(/^\[|\]$/g, ''),
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port || globalAgent.defaultPort,
    path: target.pathname + target.search,
    headers: withHost(options.headers, target.host),
    // An agent for the other scheme, or one that goes through a proxy, would not reach the target.
    agent: options.agent === false || options.agent?.constructor === Agent ? options.agent : globalAgent,
    _defaultAgent: globalAgent,
  };
  for (const name of ADDRESS_OPTIONS) delete changed[name];
  return changed;
}

/** An agent that never opens a connection: the request fails as it does when none can be made. */
function refusingAgent(error) {
  return { protocol: 'http:', defaultPort: 80, addRequest: (request) => request.onSocket(null, error) };
}

function attach(request, exchange) {
  request[kExchange] = exchange;
  exchange.abort = (error) => request.destroy(error);
  request.once('timeout', () => (request[kEndedBy] = 'timeout'));
  request.once('close', () => closed(request));
}

/** Tee what is written, and notice who ends a request. */
function watchRequestSide(prototype) {
  const { write, end, flushHeaders, destroy } = prototype;

  function keepHost(request) {
    // Some clients set Host themselves after the request was made.
    if (request[kHost] !== undefined && !request.headersSent) request.setHeader('Host', request[kHost]);
  }

  prototype.write = function (chunk, encoding, callback) {
    const exchange = this[kExchange];
    if (exchange === undefined || exchange.done) return write.call(this, chunk, encoding, callback);
    keepHost(this);
    exchange.requestBody.add(chunk, encoding);
    const result = write.call(this, chunk, encoding, callback);
    exchange.start(() => headersOf(this));
    return result;
  };
  prototype.end = function (chunk, encoding, callback) {
    const exchange = this[kExchange];
    if (exchange === undefined || exchange.done) return end.call(this, chunk, encoding, callback);
    keepHost(this);
    if (typeof chunk !== 'function' && chunk != null) exchange.requestBody.add(chunk, encoding);
    exchange.sent();
    const result = end.call(this, chunk, encoding, callback);
    exchange.start(() => headersOf(this));
    return result;
  };
  prototype.flushHeaders = function () {
    const exchange = this[kExchange];
    keepHost(this);
    flushHeaders.call(this);
    exchange?.start(() => headersOf(this));
  };
  prototype.destroy = function (error) {
    if (!this.destroyed) this[kEndedBy] ??= 'client';
    return destroy.call(this, error);
  };
}

/** The header lines as they go out, or as far as they are known before that. */
function headersOf(request) {
  if (typeof request._header === 'string') return headLines(request._header);
  return request.getRawHeaderNames().flatMap((name) => pairs([name, request.getHeader(name)]));
}

/** The head of an answer arrived: take its bytes as the parser gives them, whether or not anybody reads them. */
function watchResponse(request, response) {
  const exchange = request[kExchange];
  if (exchange === undefined || exchange.done) return;
  exchange.connection(claimPhases(request.socket));
  exchange.respond(response.statusCode, response.statusMessage, pairs(response.rawHeaders));
  exchange.cut = (error) => response.destroy(error);
  const push = response.push;
  response.push = function (chunk, encoding) {
    if (!exchange.received(chunk, encoding)) return false;
    if (chunk === null) exchange.finish({ truncated: !response.complete || response._dumped === true });
    return push.call(response, chunk, encoding);
  };
}

function fail(request, error) {
  const exchange = request[kExchange];
  if (exchange === undefined || exchange.done) return;
  exchange.start(() => headersOf(request));
  exchange.connection(claimPhases(request.socket));
  exchange.finish({ error: explained(request, describeError(error)), truncated: true });
}

/** Node says “socket hang up” also when it was the client that hung up. */
function explained(request, error) {
  if (error.code !== 'ECONNRESET' || request[kEndedBy] === undefined) return error;
  return request[kEndedBy] === 'timeout'
    ? { code: 'timeout', message: 'The client gave up waiting for an answer.' }
    : { code: 'aborted', message: 'The client closed the request before it was answered.' };
}

/** The request is over, one way or the other. */
function closed(request) {
  const exchange = request[kExchange];
  if (exchange.done) return;
  exchange.start(() => headersOf(request));
  const response = request.res;
  if (response && request.upgradeOrConnect) {
    exchange.respond(response.statusCode, response.statusMessage, pairs(response.rawHeaders));
    exchange.finish();
    return;
  }
  let error = null;
  if (!response) error = { code: 'aborted', message: 'The client closed the request before it was answered.' };
  else if (request[kEndedBy] === undefined && response.errored && !response.complete) {
    error = describeError(response.errored);
  }
  exchange.finish({ error, truncated: true });
}

module.exports = { hookHttp };
