'use strict';
// One HTTP exchange while it runs: what is known of it so far, and its shape on the wire (WIRE.md).

const { BodyRecorder } = require('./body.js');
const { Meter } = require('./meter.js');

/** Clients that name themselves in User-Agent; the others are known by the function they called. */
const NAMED_CLIENTS = [
  ['axios/', 'axios'],
  ['got', 'got'],
  ['node-fetch', 'node-fetch'],
  ['node-superagent', 'superagent'],
];

class Exchange {
  #ledger;
  #startSent = false;
  #requestHeaders = [];
  /** @type {{ status: number, reason: string, headers: string[][] } | null} */
  #response = null;
  /** @type {{ dns: any, connect: any, tls: any, ready: number } | null} */
  #phases = null;
  #begun = performance.now();
  #sent = 0;
  #firstByte = 0;
  #startedAt = performance.timeOrigin + this.#begun;
  done = false;
  /** Destroys the request on the client's side; set by the client's hook. */
  abort = /** @type {(error?: Error) => void} */ (() => {});
  /** Called once when the exchange is over; set by the client's hook when it needs to know. */
  onDone = /** @type {(() => void) | null} */ (null);
  /** Runs a function in the asynchronous context of the request, for clients that lose it. */
  run = (work) => work();
  /** Breaks the answer off on the client's side; set by the client's hook where that is not `abort`. */
  cut = (error) => this.abort(error);
  /** @type {Meter | null} */
  #meter = null;
  #isCut = false;
  /** The request's bytes were all known when it was made. */
  bodyKnown = false;

  constructor(ledger, { id, invocation, method, url, sentTo, client, redirectedFrom, spool, inline, answerLimit }) {
    this.#ledger = ledger;
    this.id = id;
    this.invocation = invocation;
    this.method = method;
    this.url = url;
    this.sentTo = sentTo;
    this.client = client;
    this.redirectedFrom = redirectedFrom;
    this.answerLimit = answerLimit;
    this.requestBody = new BodyRecorder({ spool, inline, name: `${id}-request.bin` });
    this.responseBody = new BodyRecorder({ spool, inline, name: `${id}-response.bin` });
  }

  get hasResponse() {
    return this.#response !== null;
  }

  get isRedirect() {
    return this.#response !== null && this.#response.status >= 300 && this.#response.status <= 399;
  }

  /** Report that the request is on its way. `headers` gives [name, value] pairs as far as they are known. */
  start(headers) {
    if (this.#startSent || this.done) return;
    this.#startSent = true;
    this.requestHeaders(headers());
    this.#ledger.send('exchange_started', this.#toWire(null, null));
  }

  /** The header lines that really went out. */
  requestHeaders(headers) {
    this.#requestHeaders = headers;
    const agent = headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? '';
    this.client = NAMED_CLIENTS.find(([prefix]) => agent.startsWith(prefix))?.[1] ?? this.client;
  }

  /** The connection that carries it is known: {dns, connect, tls, ready}, or null for a reused one. */
  connection(phases) {
    this.#phases ??= phases;
  }

  /** The request has been handed over completely. */
  sent() {
    this.#sent = performance.now();
  }

  /** The head of the answer is there. */
  respond(status, reason, headers) {
    if (this.done) return;
    this.#firstByte = performance.now();
    this.#response = { status, reason: reason ?? '', headers };
    const encoding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
    this.#meter = new Meter(this.answerLimit, encoding);
    this.#ledger.noteRedirect(this, status, headers);
  }

  /**
   * A piece of the answer's body, or null at its end. False when the adapter gets no more of it, since the answer is
   * larger than the limit: then it is recorded as cut, and the client is told.
   */
  received(chunk, encoding) {
    if (this.#isCut) return false;
    if (this.done) return true;
    if (chunk !== null) this.responseBody.add(chunk, encoding);
    if (!this.#meter?.exceeds(this.responseBody, chunk === null)) return true;
    this.#isCut = true;
    const size = `${Math.round((this.answerLimit / 1048576) * 100) / 100} MiB`;
    const error = Object.assign(
      new Error(`The answer is larger than ${size}; the workbench reads no more of one (setting answer_limit).`),
      { code: 'answer-limit' },
    );
    this.finish({ error: describeError(error), truncated: true });
    this.cut(error);
    return false;
  }

  /** The exchange is over; with `error` ({code, message}) when it failed, `truncated` when the answer broke off. */
  finish({ error = /** @type {{ code: any, message: string } | null} */ (null), truncated = false } = {}) {
    if (this.done) return;
    this.start(() => this.#requestHeaders);
    this.done = true;
    this.responseBody.truncated ||= this.#isCut || (truncated && this.#response !== null && !this.#hasWholeBody());
    this.requestBody.close();
    this.responseBody.close();
    this.#ledger.send('exchange_finished', this.#toWire(error, this.#timing(performance.now())));
    this.#ledger.forget(this);
    this.onDone?.();
  }

  /** A client that closes after a redirect has often read all there was. */
  #hasWholeBody() {
    const length = this.#response?.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
    return length !== undefined && Number(length) === this.responseBody.size;
  }

  #timing(now) {
    const ready = this.#phases?.ready ?? 0;
    const firstByte = this.#firstByte ? this.#firstByte - Math.max(this.#sent, ready) : null;
    return {
      dns: rounded(this.#phases?.dns),
      connect: rounded(this.#phases?.connect),
      tls: rounded(this.#phases?.tls),
      first_byte: rounded(firstByte),
      body: rounded(this.#firstByte ? now - this.#firstByte : null),
      total: rounded(now - this.#begun),
    };
  }

  #toWire(error, timing) {
    return {
      id: this.id,
      invocation: this.invocation,
      method: this.method,
      url: this.url,
      sent_to: this.sentTo,
      started_at: this.#startedAt,
      client: this.client,
      redirected_from: this.redirectedFrom,
      request: { headers: this.#requestHeaders, body: this.requestBody.toWire() },
      response: this.#response && { ...this.#response, body: this.responseBody.toWire() },
      error,
      timing_ms: timing ?? { dns: null, connect: null, tls: null, first_byte: null, body: null, total: null },
    };
  }
}

/** Milliseconds with microsecond precision; an answer that came before the request was out counts as 0. */
function rounded(milliseconds) {
  return milliseconds == null ? null : Math.max(0, Math.round(milliseconds * 1000) / 1000);
}

/** [name, value] pairs of a flat list of names and values, which may be bytes. */
function pairs(flat) {
  const result = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const value = flat[index + 1];
    for (const one of Array.isArray(value) ? value : [value]) result.push([text(flat[index]), text(one)]);
  }
  return result;
}

function text(value) {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}

/** [name, value] pairs of a request head as it goes over the wire, request line included. */
function headLines(head) {
  const lines = head.split('\r\n\r\n', 1)[0].split('\r\n');
  const result = [];
  for (let index = 1; index < lines.length; index += 1) {
    const colon = lines[index].indexOf(':');
    if (colon > 0) result.push([lines[index].slice(0, colon), lines[index].slice(colon + 1).trim()]);
  }
  return result;
}

/** {code, message} of what a client failed with. */
function describeError(error) {
  const named = typeof error?.code === 'string';
  const cause = named ? error : (error?.cause ?? error);
  // Several addresses were tried: the first failure stands for all.
  const inner = cause?.errors?.[0] ?? cause;
  return {
    // A DOMException has a number for a code; its name says more.
    code: typeof cause?.code === 'string' ? cause.code : String(error?.name ?? 'error'),
    message: String(cause?.message || inner?.message || error?.message || error),
  };
}

module.exports = { Exchange, pairs, headLines, describeError };
