'use strict';
// Hooks undici: Node's own fetch, and every copy of the package, whatever dispatcher a request goes through.

const { AsyncLocalStorage } = require('node:async_hooks');
/** @type {any} Messages have no types. */
const diagnostics = require('node:diagnostics_channel');

const { describeError, headLines, pairs } = require('./exchange.js');
const { withHost } = require('./maps.js');
const { claimPhases } = require('./sockets.js');

const kExchange = Symbol('workbench.exchange');
const kScope = Symbol('workbench.scope');
const kMapped = Symbol('workbench.mapped');
const kRefusal = Symbol('workbench.refusal');

/** Where copies of undici meet to share one dispatcher; the number is the version of its interface. */
const GLOBAL_DISPATCHERS = [Symbol.for('undici.globalDispatcher.2'), Symbol.for('undici.globalDispatcher.1')];

/**
 * Methods by which undici tells a request what happens, by interface version, and what we make of it. One that gives
 * false keeps it from the request.
 */
const REQUEST_METHODS = {
  onBodySent: (exchange, chunk) => exchange.bodyKnown || exchange.requestBody.add(chunk),
  onRequestSent: (exchange) => exchange.sent(),
  onHeaders: answered,
  onResponseStart: answered,
  onData: (exchange, chunk) => exchange.received(chunk),
  onResponseData: (exchange, chunk) => exchange.received(chunk),
  onComplete: ended,
  onResponseEnd: ended,
  onError: failed,
  onResponseError: failed,
};

function hookUndici(ledger) {
  const patchedRequests = new WeakSet();
  const patchedDispatchers = new WeakSet();
  const clients = new MappedClients();
  /** The exchange whose request is being made right now, undefined outside of that, null for what is not recorded. */
  let current;

  function patchDispatcher(dispatcher) {
    let prototype = dispatcher;
    while (prototype && !Object.hasOwn(prototype, 'dispatch')) prototype = Object.getPrototypeOf(prototype);
    if (!prototype || patchedDispatchers.has(prototype)) return;
    patchedDispatchers.add(prototype);
    const dispatch = prototype.dispatch;
    prototype.dispatch = function (options, handler) {
      if (!options || typeof options !== 'object' || !handler || typeof handler !== 'object') {
        return dispatch.call(this, options, handler);
      }
      // A request may wait in the queue of a pool, and leave it when other code runs: note here whose it is.
      const noted = options[kScope] ? options : { ...options, [kScope]: currentScope() };
      return isClient(this) ? send(this, dispatch, noted, handler) : dispatch.call(this, noted, handler);
    };
  }

  /** The dispatcher that copies of undici share may be Node's own or any of theirs. */
  function patchGlobals() {
    for (const symbol of GLOBAL_DISPATCHERS) patchDispatcher(globalThis[symbol]);
  }

  function currentScope() {
    return { invocation: ledger.currentInvocation(), run: AsyncLocalStorage.snapshot() };
  }

  /** One request on one connection: the last place where it can be refused or sent elsewhere. */
  function send(client, dispatch, options, handler) {
    if (options[kMapped]) return make(client, dispatch, options, handler, options[kMapped]);
    // A tunnel through a proxy names a host and a port, which are no address of their own.
    const url = options.method === 'CONNECT' || options.upgrade ? null : addressOf(client, options);
    if (url === null) {
      return make(client, dispatch, options, handler, null);
    }
    const { exchange, decision } = ledger.begin({
      method: String(options.method ?? 'GET'),
      url,
      client: 'undici',
      invocation: options[kScope].invocation,
    });
    exchange.run = options[kScope].run;
    if (decision.error) {
      decision.error[kRefusal] = true;
      exchange.finish({ error: describeError(decision.error) });
      refuse(handler, decision.error);
      return true;
    }
    if (!decision.target) return make(client, dispatch, options, handler, exchange);
    const { target } = decision;
    const other = clients.take(client.constructor, target.origin, exchange);
    other.dispatch(
      {
        ...options,
        [kMapped]: exchange,
        origin: target.origin,
        path: target.pathname + target.search,
        query: undefined,
        servername: undefined,
        headers: withHost(options.headers, target.host),
      },
      handler,
    );
    return true;
  }

  function make(client, dispatch, options, handler, exchange) {
    const outer = current;
    current = exchange;
    try {
      return dispatch.call(client, options, handler);
    } finally {
      // Still there: undici refused the options before it made a request of them.
      if (current === exchange && exchange !== null) ledger.cancel(exchange);
      current = outer;
    }
  }

  diagnostics.subscribe('undici:request:create', ({ request }) => {
    const prototype = Object.getPrototypeOf(request);
    if (!patchedRequests.has(prototype)) {
      patchedRequests.add(prototype);
      patchRequest(prototype);
    }
    const exchange = current === undefined ? unannounced(request) : current;
    if (current !== undefined) current = DONE;
    if (exchange === null || exchange === DONE) return;
    request[kExchange] = exchange;
    exchange.abort = (error) => {
      if (request.abort) request.abort(error);
      else if (!request.completed) failQueued(request, error);
    };
    // fetch does not hear of a failure until it has taken in the head of the answer.
    exchange.cut = (error) => setImmediate(() => exchange.abort(error));
    const headers =
      typeof request.headers === 'string' ? headLines(`\r\n${request.headers}`) : pairs(request.headers);
    if (headers.some(([name]) => name.toLowerCase() === 'sec-fetch-mode')) exchange.client = 'fetch';
    exchange.bodyKnown = Buffer.isBuffer(request.body);
    if (exchange.bodyKnown) exchange.requestBody.add(request.body);
    exchange.start(() => headers);
  });

  /** A request of a copy of undici whose dispatchers could not be found, such as one inside a bundle. */
  function unannounced(request) {
    patchGlobals();
    const path = String(request.path);
    const address = path.startsWith('/') ? String(request.origin) + path : path;
    if (request.method === 'CONNECT' || request.upgrade || !URL.canParse(address)) return null;
    const { exchange, decision } = ledger.begin({ method: request.method, url: new URL(address), client: 'undici' });
    exchange.run = AsyncLocalStorage.snapshot();
    if (!decision.error && !decision.target) return exchange;
    // It must not reach the real host, and cannot be led to another.
    const error =
      decision.error ??
      Object.assign(new Error(`This copy of undici hides its connections, so ${request.origin} could not be mapped.`), {
        code: 'cannot-map',
      });
    exchange.finish({ error: describeError(error) });
    failQueued(request, error);
    return null;
  }

  diagnostics.subscribe('undici:client:sendHeaders', ({ request, headers, socket }) => {
    const exchange = request[kExchange];
    if (exchange === undefined || exchange.done) return;
    exchange.connection(claimPhases(socket));
    exchange.requestHeaders(headLines(String(headers)));
    exchange.sent();
    // How the body is framed is only decided when the head is written, which comes next.
    onNextWrite(socket, (head) => exchange.done || exchange.requestHeaders(headLines(head)));
  });

  // Every copy of the package has this one file, under whatever name and folder it was installed.
  diagnostics.subscribe('tracing:module.require:end', ({ id, result }) => {
    if (!/(^|\/)dispatcher-base(\.js)?$/.test(id) || !result?.prototype) return;
    patchDispatcher(result.prototype);
    patchGlobals();
  });

  const fetch = globalThis.fetch;
  globalThis.fetch = {
    /** @returns {Promise<any>} */
    fetch(input, /** @type {any} */ init = undefined) {
      // Node brings its undici into memory when one of its globals is first looked at.
      void globalThis.Response;
      patchGlobals();
      return fetch.call(this, input, init).catch(raiseCode);
    },
  }.fetch;
}

/** fetch hides why it failed in a cause; a refusal of ours is told by its code in every client. */
function raiseCode(error) {
  if (error?.cause?.[kRefusal]) error.code = error.cause.code;
  throw error;
}

/** Stands for a request that has been made and recorded. */
const DONE = Symbol('done');

/** Only a client, which has one connection, knows pipelining; agents and pools hand over to clients. */
function isClient(dispatcher) {
  return 'pipelining' in dispatcher;
}

function addressOf(client, options) {
  const path = String(options.path ?? '/');
  if (/^https?:\/\//.test(path)) return URL.canParse(path) ? new URL(path) : null;
  const own = Object.getOwnPropertySymbols(client).find(({ description }) => description === 'url');
  const origin = options.origin ? String(options.origin) : own && client[own]?.origin;
  if (!URL.canParse(path, origin)) return null;
  const url = new URL(origin.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, one);
  }
  return url;
}

/** Tell a handler of either interface version that its request failed. */
function refuse(handler, error) {
  if (typeof handler.onError === 'function') handler.onError(error);
  else {
    const controller = { aborted: false, paused: false, reason: null, abort() {}, pause() {}, resume() {} };
    handler.onResponseError?.(controller, error);
  }
}

/** Fail a request that has no connection yet; what it is called depends on the version. */
function failQueued(request, error) {
  (request.onQueuedAbort ?? request.onError ?? request.onResponseError).call(request, error);
}

/** Look at the text that is written to a socket next, once. */
function onNextWrite(socket, look) {
  const own = Object.getOwnPropertyDescriptor(socket, 'write');
  const write = socket.write;
  socket.write = function (...args) {
    if (own) Object.defineProperty(socket, 'write', own);
    else delete socket.write;
    if (typeof args[0] === 'string') look(args[0]);
    return write.apply(this, args);
  };
}

function patchRequest(prototype) {
  for (const [name, look] of Object.entries(REQUEST_METHODS)) {
    const method = prototype[name];
    if (typeof method !== 'function') continue;
    prototype[name] = function (...args) {
      const exchange = this[kExchange];
      if (exchange === undefined) return method.apply(this, args);
      if (look(exchange, ...args) === false) return false;
      // undici tells a request of its answer in the context that opened the connection, which may be
      // another invocation's; what follows from it, such as the next hop, belongs to the request's own.
      return exchange.run(() => method.apply(this, args));
    };
  }
}

function answered(exchange, status, headers, _resume, reason) {
  if (status < 200) return;
  exchange.respond(status, reason, Array.isArray(headers) ? pairs(headers) : pairs(Object.entries(headers).flat(1)));
}

function ended(exchange) {
  if (!exchange.received(null)) return false;
  exchange.finish();
  return true;
}

function failed(exchange, error) {
  // fetch hangs up on a redirect once it knows where to go next.
  const hungUp = exchange.isRedirect && (error?.name === 'AbortError' || error?.code === 'UND_ERR_ABORTED');
  exchange.finish({ error: hungUp ? null : describeError(error), truncated: true });
}

/** Clients for mapped addresses: one request at a time each, kept for the next one. */
class MappedClients {
  #idle = new Map();

  /** A client of this class for an origin, which comes back when the exchange is over. */
  take(Client, origin, exchange) {
    if (!this.#idle.has(Client)) this.#idle.set(Client, new Map());
    const byOrigin = this.#idle.get(Client);
    if (!byOrigin.has(origin)) byOrigin.set(origin, []);
    const idle = byOrigin.get(origin);
    const client = idle.pop() ?? new Client(origin);
    exchange.onDone = () => {
      if (!client.destroyed && !client.closed) idle.push(client);
    };
    return client;
  }
}

module.exports = { hookUndici };
