'use strict';
// Each client library behind one shape: send({method, url, headers, body, chunks, form, size}) gives {status, text, size}.
// `chunks` is a list of texts sent as a stream, `form` fields sent as multipart/form-data, `size` a number of bytes.

const http = require('node:http');
const https = require('node:https');
const {Readable} = require('node:stream');

const axios = require('axios');
const FormData = require('form-data');
const nodeFetch = require('node-fetch');
const superagent = require('superagent');
const undici = require('undici');
const undici6 = require('undici-6');
const undici8 = require('undici-8');

const payload = ({body, chunks, size}) => {
  if (chunks) return Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  return size ? Buffer.alloc(size, 'x') : body;
};

const answer = (status, bytes) => ({
  status,
  size: bytes.length,
  text: bytes.length > 100_000 ? '' : Buffer.from(bytes).toString('utf8'),
});

async function viaAxios(request, extra = {}) {
  const form = request.form && Object.entries(request.form).reduce((all, [k, v]) => (all.append(k, v), all), new FormData());
  const response = await axios({
    method: request.method ?? 'GET',
    url: request.url,
    headers: {...request.headers, ...form?.getHeaders()},
    data: form ?? payload(request),
    responseType: 'arraybuffer',
    validateStatus: () => true,
    signal: request.timeout ? AbortSignal.timeout(request.timeout) : undefined,
    ...extra,
  });
  return answer(response.status, response.data);
}

/** Node's own modules follow no redirects: done here as an adapter would do it. */
function viaNode(request, start) {
  return new Promise((resolve, reject) => {
    const url = new URL(request.url);
    const options = {method: request.method ?? 'GET', headers: request.headers};
    const outgoing = start(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const next = response.headers.location;
        if (next) resolve(viaNode({...request, url: new URL(next, url).href}, start));
        else resolve(answer(response.statusCode, unpacked(response, Buffer.concat(chunks))));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(payload(request));
  });
}

function unpacked(response, bytes) {
  const zlib = require('node:zlib');
  const encoding = response.headers['content-encoding'];
  if (encoding === 'gzip') return zlib.gunzipSync(bytes);
  return encoding === 'br' ? zlib.brotliDecompressSync(bytes) : bytes;
}

async function viaFetch(request, fetch = globalThis.fetch, Form = globalThis.FormData) {
  const form = request.form && Object.entries(request.form).reduce((all, [k, v]) => (all.append(k, v), all), new Form());
  const response = await fetch(request.url, {
    method: request.method ?? 'GET',
    headers: request.headers,
    body: form ?? payload(request),
    duplex: request.chunks ? 'half' : undefined,
  });
  return answer(response.status, Buffer.from(await response.arrayBuffer()));
}

async function viaUndici(request, library, dispatcher) {
  const {statusCode, headers, body} = await library.request(request.url, {
    method: request.method ?? 'GET',
    headers: request.headers,
    body: payload(request),
    dispatcher,
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  return answer(statusCode, unpacked({headers}, bytes));
}

const redirecting = (library) => new library.Agent().compose(library.interceptors.redirect({maxRedirections: 5}));
const agents = new Map([undici, undici6, undici8].map((library) => [library, redirecting(library)]));

module.exports = {
  axios: viaAxios,
  http: (request) => viaNode(request, http.request),
  https: (request) => viaNode(request, https.request),
  'https-unchecked': (request) =>
    viaNode(request, (url, options, callback) => https.request(url, {...options, rejectUnauthorized: false}, callback)),
  ClientRequest: (request) => viaNode(request, (...args) => new http.ClientRequest(...args)),
  fetch: (request) => viaFetch(request),
  undici: (request) => viaUndici(request, undici, agents.get(undici)),
  'undici-6': (request) => viaUndici(request, undici6, agents.get(undici6)),
  'undici-8': (request) => viaUndici(request, undici8, agents.get(undici8)),
  'undici-fetch': (request) => viaFetch(request, undici.fetch, undici.FormData),
  /** One connection: the second request waits in the pool's queue while other code runs. */
  'undici-pool': (request) => viaUndici(request, undici, onePool(new URL(request.url).origin)),
  got: async (request) => {
    const {got} = await import('got');
    const response = await got(request.url, {
      method: request.method ?? 'GET',
      headers: request.headers,
      body: payload(request),
      responseType: 'buffer',
      throwHttpErrors: false,
      retry: {limit: 0},
    });
    return answer(response.statusCode, response.rawBody);
  },
  'node-fetch': (request) => viaFetch(request, nodeFetch, FormData),
  superagent: async (request) => {
    const sending = superagent(request.method ?? 'GET', request.url)
      .set(request.headers ?? {})
      .ok(() => true)
      .buffer(true)
      .parse(superagent.parse['application/octet-stream']);
    const body = payload(request);
    const response = await (body === undefined ? sending : sending.send(body));
    return answer(response.status, response.body);
  },
  /** Requests one after the other until one is refused. */
  'axios-loop': async ({url, times}) => {
    for (let index = 0; index < times; index += 1) await axios(url);
  },
  'fetch-loop': async ({url, times}) => {
    for (let index = 0; index < times; index += 1) await (await fetch(url)).text();
  },
  /** Sends and does not wait. */
  'axios-forgotten': async ({url}) => {
    axios(url).catch(() => {});
  },
  'fetch-forgotten': async ({url}) => {
    fetch(url).catch(() => {});
  },
};

let pool;
function onePool(origin) {
  pool ??= new undici.Pool(origin, {connections: 1, pipelining: 1});
  return pool;
}
