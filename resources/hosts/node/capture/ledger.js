'use strict';
// The books: which exchanges each invocation has open, how many it started, and what becomes of the next one.

const { Exchange } = require('./exchange.js');
const { mapUrl, parseMaps } = require('./maps.js');

/** How long the rest of an answer that nobody read may take. */
const UNREAD_MS = 150;
// Adapters may replace the global one.
const { setTimeout } = globalThis;

class Ledger {
  #context;
  #options;
  #maps;
  #accounts = new Map();
  #prefix = `${process.pid.toString(36)}-${Date.now().toString(36)}`;
  #number = 0;

  /** See `install` in index.js for the parameters. */
  constructor({ context, send, options }) {
    this.#context = context;
    this.#options = options;
    this.#maps = parseMaps(options.maps);
    this.send = send;
  }

  setMaps(maps) {
    this.#maps = parseMaps(maps);
  }

  /** Where an address leads now: a URL, or null when no map applies. */
  mapped(url) {
    return mapUrl(url, this.#maps);
  }

  /** The invocation that the running code belongs to, or ''. */
  currentInvocation() {
    return this.#context.getStore()?.invocation ?? '';
  }

  /**
   * Open an exchange and say what is to become of its request. Gives {exchange, decision}.
   * `url` is the URL that the adapter asked for; without `mappable` (a Unix socket) it stays there.
   */
  begin({ method, url, client, invocation = this.currentInvocation(), mappable = true }) {
    const account = this.#account(invocation);
    account.count += 1;
    this.#number += 1;
    const decision = this.#decide({ url, account, invocation, mappable });
    const redirectedFrom = account.redirects.get(url.href) ?? '';
    account.redirects.delete(url.href);
    const exchange = new Exchange(this, {
      id: `${this.#prefix}-${this.#number}`,
      invocation,
      method,
      url: url.href,
      sentTo: decision.target?.href ?? '',
      client,
      redirectedFrom,
      spool: this.#options.spool,
      inline: this.#options.bodyInline,
      answerLimit: this.#options.answerLimit,
    });
    account.open.add(exchange);
    return { exchange, decision };
  }

  /**
   * What becomes of a request, before anything of it leaves: {} lets it go where it wants,
   * {target} sends it elsewhere, {error} refuses it. Whatever else may answer a request belongs here.
   */
  #decide({ url, account, invocation, mappable }) {
    const { cap } = this.#options;
    if (invocation !== '' && account.count > cap) {
      const error = new Error(
        `This call has already made ${cap} requests, so request ${account.count} was not sent; ` +
          'a loop that never ends is the usual reason.',
      );
      return { error: Object.assign(error, { code: 'exchange-cap' }) };
    }
    const target = mappable ? this.mapped(url) : null;
    return target ? { target } : {};
  }

  #account(invocation) {
    let account = this.#accounts.get(invocation);
    if (account === undefined) {
      account = { count: 0, open: new Set(), redirects: new Map() };
      this.#accounts.set(invocation, account);
    }
    return account;
  }

  /** Remember where a redirect leads, so that the request that follows it can be tied to it. */
  noteRedirect(exchange, status, headers) {
    if (status < 300 || status > 399) return;
    const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
    if (location === undefined || !URL.canParse(location, exchange.url)) return;
    const next = new URL(location, exchange.url);
    next.hash = '';
    this.#account(exchange.invocation).redirects.set(next.href, exchange.id);
  }

  /** The exchange is over. */
  forget(exchange) {
    this.#accounts.get(exchange.invocation)?.open.delete(exchange);
  }

  /** Take back an exchange whose request was never made, because the client refused its options. */
  cancel(exchange) {
    const account = this.#accounts.get(exchange.invocation);
    if (account?.open.delete(exchange)) account.count -= 1;
    exchange.done = true;
  }

  /** Destroy the requests of an invocation that are still under way. */
  abort(invocation) {
    const error = Object.assign(new Error('The call was cancelled.'), { name: 'AbortError', code: 'cancelled' });
    for (const exchange of [...(this.#accounts.get(invocation)?.open ?? [])]) {
      exchange.abort(error);
      exchange.finish({ error: { code: error.code, message: error.message }, truncated: true });
    }
  }

  /** Whether answers are open of which the head has come. */
  #isReceiving(invocation) {
    return [...(this.#accounts.get(invocation)?.open ?? [])].some((exchange) => exchange.hasResponse);
  }

  /**
   * The invocation is over: report what is still open as broken off, and start counting anew. The rest of an answer
   * that the adapter did not read is waited for a little: what it says is judged all the same.
   */
  async endInvocation(invocation) {
    const latest = performance.now() + UNREAD_MS;
    while (this.#isReceiving(invocation) && performance.now() < latest) await soon();
    for (const exchange of [...(this.#accounts.get(invocation)?.open ?? [])]) {
      const error = exchange.hasResponse
        ? null
        : { code: 'unfinished', message: 'The call ended before this request was answered.' };
      exchange.finish({ error, truncated: true });
    }
    this.#accounts.delete(invocation);
  }
}

/** @returns {Promise<void>} */
function soon() {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

module.exports = { Ledger };
