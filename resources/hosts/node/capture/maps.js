'use strict';
// Host maps: which requests go to another address than the adapter asked for (WIRE.md, "Host maps").

/** A name, or an IPv6 address in brackets, and its port. */
const HOST = /^(\[[^\]]*\]|[^:]+)(?::(\d+))?$/;

/** Read `[{host, target}]` into entries that are quick to match; an entry that cannot be read is left out. */
function parseMaps(maps) {
  const entries = [];
  for (const { host, target } of maps ?? []) {
    const parts = HOST.exec(host);
    if (parts === null || !URL.canParse(target)) continue;
    const [, name, port] = parts;
    entries.push({
      suffix: name.startsWith('*.') ? name.slice(1) : '',
      name,
      port: port ? Number(port) : 0,
      target: new URL(target),
    });
  }
  return entries;
}

/** Where a request really goes as a URL, or null when no entry applies. `url` is a URL; the first match wins. */
function mapUrl(url, entries) {
  if (entries.length === 0) return null;
  const name = url.hostname.toLowerCase().replace(/\.$/, '');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  for (const entry of entries) {
    if (entry.port && entry.port !== port) continue;
    if (entry.suffix ? !name.endsWith(entry.suffix) : name !== entry.name) continue;
    const prefix = entry.target.pathname.replace(/\/$/, '');
    return new URL(entry.target.origin + prefix + url.pathname + url.search);
  }
  return null;
}

/**
 * Headers with Host replaced, in a shape that both http and undici accept: an object or nothing becomes an
 * object, lists and iterables become a flat list of names and values.
 */
function withHost(headers, host) {
  const isHost = (name) => String(name).toLowerCase() === 'host';
  if (Array.isArray(headers) && !Array.isArray(headers[0])) {
    return [...headers.filter((_, index) => !isHost(headers[index - (index % 2)])), 'Host', host];
  }
  if (typeof headers?.[Symbol.iterator] === 'function') {
    return [...[...headers].filter(([name]) => !isHost(name)).flat(), 'Host', host];
  }
  const kept = Object.entries(headers ?? {}).filter(([name]) => !isHost(name));
  return { ...Object.fromEntries(kept), Host: host };
}

module.exports = { parseMaps, mapUrl, withHost };
