'use strict';
// The live objects that App Connect hands to some interfaces beside the user: an OAuth client and a tracer.

/** The project's own client-oauth2, which App Connect's server uses, else a stand-in with its shape. */
function makeOAuthApp(options, requireFrom) {
  let ClientOAuth2;
  try {
    ClientOAuth2 = requireFrom('client-oauth2');
  } catch {
    return new OAuthApp(options);
  }
  return new ClientOAuth2(options);
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
    const query = new URL(String(address), 'http://localhost').searchParams;
    if (query.get('error')) throw refusal(query.get('error_description') ?? query.get('error'), 0, Object.fromEntries(query));
    return this.ask({ grant_type: 'authorization_code', code: query.get('code'), redirect_uri: this.options.redirectUri }, more);
  }

  createToken(access, refresh, type, data) {
    const given = typeof access === 'object'
      ? access
      : { ...data, access_token: access, ...(typeof refresh === 'string' && { refresh_token: refresh }), token_type: type ?? 'bearer' };
    return new OAuthToken(this, given);
  }

  async ask(fields, { headers, body } = {}) {
    const { clientId = '', clientSecret = '', accessTokenUri } = this.options;
    const response = await fetch(accessTokenUri, {
      method: 'POST',
      headers: {
        Accept: 'application/json, application/x-www-form-urlencoded',
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        ...headers,
      },
      body: new URLSearchParams({ ...fields, ...body }),
    });
    const text = await response.text();
    const answer = /^\s*\{/.test(text) ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    if (!response.ok || answer.error) {
      throw refusal(answer.error_description ?? answer.error ?? `HTTP status ${response.status}`, response.status, answer);
    }
    return new OAuthToken(this, { refresh_token: fields.refresh_token, ...answer });
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
    if (duration instanceof Date) this.expires = duration;
    else this.expires = new Date(Date.now() + (Number.isFinite(duration) ? duration * 1000 : 0));
    return this.expires;
  }

  expired() { return Date.now() > this.expires.getTime(); }

  async refresh(more) {
    if (!this.refreshToken) throw new Error('No refresh token');
    return this.client.ask({ grant_type: 'refresh_token', refresh_token: this.refreshToken }, more);
  }

  sign(request) {
    return { ...request, headers: { ...request.headers, Authorization: `Bearer ${this.accessToken}` } };
  }
}

function refusal(message, status, body) {
  return Object.assign(new Error(message), { code: 'EAUTH', status, body, response: { status, data: body } });
}

/** App Connect's debug tracer, doing nothing. */
function makeTracer() {
  return { trace() {}, traceError() {}, setContext() {} };
}

module.exports = { makeOAuthApp, makeTracer };
