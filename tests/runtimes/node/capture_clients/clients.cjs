'use strict';
// Each client library behind one shape: {method, url, headers, body, chunks, form, size} gives {status, text, size}.
// `chunks` is a list of texts sent as a stream, `form` fields sent as multipart/form-data, `size` a number of bytes.

const http = require('node:http');
const https = require('node:https');
const { Readable } = require('node:stream');

const { pathToFileURL } = require('node:url');
const zlib = require('node:zlib');

// The libraries are loaded by the first request that uses them, as each adapter has its own.
const imported = (name) => import(pathToFileURL(require.resolve(name)).href);

function filled(form, fields) {
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const payload = ({ body, chunks, size }) => {
  if (chunks) return Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  return size ? Buffer.alloc(size, 'x') : body;
};

const answer = (status, bytes) => ({
  status,
  size: bytes.length,
  text: bytes.length > 100_000 ? '' : Buffer.from(bytes).toString('utf8'),
});

async function viaAxios(request) {
  const axios = require('axios');
  const form = request.form && filled(new (require('form-data'))(), request.form);
  const response = await axios({
    method: request.method ?? 'GET',
    url: request.url,
    headers: { ...request.headers, ...form?.getHeaders() },
    data: form ?? payload(request),
    responseType: 'arraybuffer',
    validateStatus: () => true,
    httpsAgent: request.agent ? new https.Agent({ keepAlive: true }) : undefined,
  });
  return answer(response.status, response.data);
}

/** Node's own modules follow no redirects: done here as an adapter would do it. */
function viaNode(request, start) {
  return new Promise((resolve, reject) => {
    const url = new URL(request.url);
    const options = { method: request.method ?? 'GET', headers: request.headers };
    const outgoing = start(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const next = response.headers.location;
        if (next) resolve(viaNode({ ...request, url: new URL(next, url).href }, start));
        else resolve(answer(response.statusCode, unpacked(response, Buffer.concat(chunks))));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(payload(request));
  });
}

function unpacked(response, bytes) {
  const encoding = response.headers['content-encoding'];
  if (encoding === 'gzip') return zlib.gunzipSync(bytes);
  return encoding === 'br' ? zlib.brotliDecompressSync(bytes) : bytes;
}

async function viaFetch(request, fetch = globalThis.fetch) {
  const form = request.form && filled(new FormData(), request.form);
  const response = await fetch(request.url, {
    method: request.method ?? 'GET',
    headers: request.headers,
    body: form ?? payload(request),
    duplex: request.chunks ? 'half' : undefined,
  });
  return answer(response.status, Buffer.from(await response.arrayBuffer()));
}

async function viaUndici(request, library, dispatcher) {
  const { statusCode, headers, body } = await library.request(request.url, {
    method: request.method ?? 'GET',
    headers: request.headers,
    body: payload(request),
    dispatcher,
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  return answer(statusCode, unpacked({ headers }, bytes));
}

/** undici follows redirects only when told to. */
const agents = new Map();
function following(name) {
  const library = require(name);
  if (!agents.has(name)) {
    agents.set(name, new library.Agent().compose(library.interceptors.redirect({ maxRedirections: 5 })));
  }
  return [library, agents.get(name)];
}

let pool;

module.exports = {
  axios: viaAxios,
  http: (request) => viaNode(request, http.request),
  https: (request) => viaNode(request, https.request),
  'https-unchecked': (request) =>
    viaNode(request, (url, options, read) => https.request(url, { ...options, rejectUnauthorized: false }, read)),
  'http-import': async (request) => viaNode(request, (await import('node:http')).request),
  ClientRequest: (request) => viaNode(request, (...args) => new http.ClientRequest(...args)),
  fetch: (request) => viaFetch(request),
  undici: (request) => viaUndici(request, ...following('undici')),
  'undici-6': (request) => viaUndici(request, ...following('undici-6')),
  'undici-8': (request) => viaUndici(request, ...following('undici-8')),
  'undici-fetch': (request) => viaFetch(request, require('undici').fetch),
  'undici-import': async (request) => viaUndici(request, await imported('undici')),
  /** One connection: the second request waits in the pool's queue while other code runs. */
  'undici-pool': (request) => {
    const undici = require('undici');
    pool ??= new undici.Pool(new URL(request.url).origin, { connections: 1, pipelining: 1 });
    return viaUndici(request, undici, pool);
  },
  'undici-client': (request) => {
    const undici = require('undici');
    return viaUndici(request, undici, new undici.Client(new URL(request.url).origin));
  },
  /** undici before version 7 follows redirects by an option. */
  'undici-6-option': async ({ url }) => {
    const { statusCode, body } = await require('undici-6').request(url, { maxRedirections: 3 });
    return answer(statusCode, Buffer.from(await body.arrayBuffer()));
  },
  /** The dispatcher that Node shares, used behind the back of fetch. */
  'shared-dispatcher': ({ url }) => {
    void globalThis.Response;
    const { origin, pathname } = new URL(url);
    return new Promise((resolve, reject) => {
      globalThis[Symbol.for('undici.globalDispatcher.1')].dispatch(
        { origin, path: pathname, method: 'GET' },
        {
          onConnect: () => {},
          onHeaders: () => true,
          onData: () => true,
          onComplete: () => resolve({ status: 200 }),
          onError: reject,
        },
      );
    });
  },
  /** A request class of its own, as some libraries have. */
  'ClientRequest-subclass': (request) => {
    class OwnRequest extends http.ClientRequest {}
    return viaNode(request, (...args) => new OwnRequest(...args));
  },
  got: async (request) => {
    const { got } = await imported('got');
    const response = await got(request.url, {
      method: request.method ?? 'GET',
      headers: request.headers,
      body: payload(request),
      responseType: 'buffer',
      throwHttpErrors: false,
      retry: { limit: 0 },
    });
    return answer(response.statusCode, response.rawBody);
  },
  'node-fetch': (request) => viaFetch(request, require('node-fetch')),
  superagent: async (request) => {
    const superagent = require('superagent');
    const sending = superagent(request.method ?? 'GET', request.url)
      .set(request.headers ?? {})
      .ok(() => true)
      .buffer(true)
      .parse((response, done) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
    const body = payload(request);
    const response = await (body === undefined ? sending : sending.send(body));
    return answer(response.status, response.body);
  },
  /** Two requests in one session, to a server of its own unless `url` says where. */
  http2: async ({ url }) => {
    const http2 = require('node:http2');
    const server = http2.createServer(async (incoming, outgoing) => {
      const chunks = await incoming.toArray();
      outgoing.setHeader('x-method', incoming.method);
      outgoing.end(`${incoming.url} ${Buffer.concat(chunks)}`);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(url || `http://127.0.0.1:${server.address().port}`);
    session.on('error', () => {});
    const texts = [];
    for (const body of ['first', 'second']) {
      const stream = session.request({ ':method': 'POST', ':path': '/notes?x=1', 'content-type': 'text/plain' });
      stream.end(body);
      texts.push(Buffer.concat(await stream.toArray()).toString());
    }
    session.close();
    server.close();
    return { texts };
  },
  /** Requests one after the other until one is refused. */
  'axios-loop': async ({ url, times }) => {
    const axios = require('axios');
    for (let index = 0; index < times; index += 1) await axios(url);
  },
  'fetch-loop': async ({ url, times }) => {
    for (let index = 0; index < times; index += 1) await (await fetch(url)).text();
  },
  /** Gives up by itself. */
  'axios-timeout': ({ url }) => require('axios')(url, { timeout: 50 }),
  'fetch-timeout': ({ url }) => fetch(url, { signal: AbortSignal.timeout(50) }),
  /** Looks at the head of the answer and never at its body. */
  'fetch-unread': async ({ url }) => ({ status: (await fetch(url)).status }),
  'http-unread': ({ url }) =>
    new Promise((resolve, reject) => {
      http.get(url, (response) => resolve({ status: response.statusCode })).on('error', reject);
    }),
};
