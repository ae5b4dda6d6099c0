'use strict';
// The live objects that App Connect hands to some interfaces beside the user: an OAuth client and a tracer.

const querystring = require('node:querystring');

// Stands in for the missing part of a relative address.
const BASE = 'https://example.org/';

/** The project's own client-oauth2, which App Connect's server uses, else a stand-in with its shape. */
function makeOAuthApp(options, requireFrom) {
  let ClientOAuth2;
  try {
    ClientOAuth2 = requireFrom('client-oauth2');
  } catch {
    return new OAuthApp(options);
  }
  return new ClientOAuth2(options, request);
}

/** Sends what client-oauth2 asks for: its own transport opens its sockets itself, past the hosts that are sent elsewhere. */
async function request(method, url, body, headers) {
  const response = await fetch(url, { method, body, headers });
  return { status: response.status, body: await response.text() };
}

class OAuthApp {
  constructor(options) {
    this.options = options;
    this.code = {
      getUri: (more) => this.authorizeAddress(more),
      getToken: (address, more) => this.tokenFromCode(address, more),
    };
  }

  authorizeAddress(more = {}) {
    const { authorizationUri, clientId, redirectUri, scopes, state } = { ...this.options, ...more };
    const query = new URLSearchParams({ client_id: clientId ?? '', redirect_uri: redirectUri ?? '', response_type: 'code' });
    if (scopes) query.set('scope', [scopes].flat().join(' '));
    if (state) query.set('state', state);
    return `${authorizationUri}${authorizationUri.includes('?') ? '&' : '?'}${query}`;
  }

  async tokenFromCode(address, more = {}) {
    const options = { ...this.options, ...more };
    const url = new URL(String(address), BASE);
    if (typeof options.redirectUri === 'string' && url.pathname !== new URL(options.redirectUri, BASE).pathname) {
      throw new TypeError(`Redirected path should match configured path, but got: ${url.pathname}`);
    }
    const query = Object.fromEntries(url.searchParams);
    if (query.error) throw refusal(query);
    if (options.state != null && query.state !== options.state) throw new TypeError(`Invalid state: ${query.state}`);
    if (!query.code) throw new TypeError('Missing code, unable to request token');
    const form = { code: query.code, grant_type: 'authorization_code', redirect_uri: options.redirectUri };
    if (!options.clientSecret) form.client_id = options.clientId;
    return new OAuthToken(this, await this.ask(form, options, Boolean(options.clientSecret)));
  }

  createToken(access, refresh, type, data) {
    const given = typeof access === 'object'
      ? access
      : { ...data, access_token: access, ...(typeof refresh === 'string' && { refresh_token: refresh }), token_type: type ?? 'bearer' };
    return new OAuthToken(this, given);
  }

  /** Post a form; a refusal is thrown as the library throws it, without a `response`. */
  async ask(fields, { clientId = '', clientSecret = '', accessTokenUri, headers, query, body }, basic) {
    const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const more = querystring.stringify(query);
    const address = more ? `${accessTokenUri}${accessTokenUri.includes('?') ? '&' : '?'}${more}` : accessTokenUri;
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        Accept: 'application/json, application/x-www-form-urlencoded',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(basic && { Authorization: `Basic ${credentials}` }),
        ...headers,
      },
      body: querystring.stringify({ ...fields, ...body }),
    });
    const text = await response.text();
    let answer;
    try {
      answer = JSON.parse(text);
    } catch {
      answer = { ...querystring.parse(text) };
    }
    if (answer.error || answer.error_description) throw refusal(answer);
    if (response.status < 200 || response.status >= 399) {
      throw Object.assign(new Error(`HTTP status ${response.status}`), { code: 'ESTATUS', status: response.status, body: text });
    }
    return answer;
  }
}

class OAuthToken {
  constructor(client, data) {
    this.client = client;
    this.data = data;
    this.tokenType = data.token_type?.toLowerCase();
    this.accessToken = data.access_token;
    this.refreshToken = data.refresh_token;
    this.expiresIn(Number(data.expires_in));
  }

  expiresIn(duration) {
    // What is no number makes an invalid date, as in the library: such a token never counts as expired.
    this.expires = duration instanceof Date ? new Date(duration) : new Date(Date.now() + Math.trunc(duration) * 1000);
    return this.expires;
  }

  expired() { return Date.now() > /** @type {any} */ (this.expires).getTime(); }

  async refresh(more) {
    if (!this.refreshToken) throw new Error('No refresh token');
    const form = { grant_type: 'refresh_token', refresh_token: this.refreshToken };
    const answer = await this.client.ask(form, { ...this.client.options, ...more }, true);
    return new OAuthToken(this.client, { ...this.data, ...answer });
  }

  sign(request) {
    return { ...request, headers: { ...request.headers, Authorization: `Bearer ${this.accessToken}` } };
  }
}

function refusal(body) {
  return Object.assign(new Error(body.error_description ?? body.error), { code: 'EAUTH', body });
}

/** Of the project's own core the tracer of a debugging request, else a stand-in that notes nothing. */
function makeTracer(requireFrom) {
  try {
    const { DebugTracer: Own } = requireFrom('@app-connect/core/lib/debugTracer');
    return new Own();
  } catch {
    return new DebugTracer();
  }
}

class DebugTracer {
  trace() { return this; }

  traceError() { return this; }

  setContext() {}
}

module.exports = { makeOAuthApp, makeTracer };
