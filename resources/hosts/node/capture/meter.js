'use strict';
// How large an answer becomes once its content encoding is undone, found before the adapter has undone it.

/** @type {any} zstd is not in every Node. */
const zlib = require('node:zlib');

const SYNC = zlib.constants.Z_SYNC_FLUSH;

/** What undoes an encoding at once, also of a body that is not complete, and the most that a byte can become. */
const WAYS = {
  gzip: { undo: zlib.gunzipSync, finishFlush: SYNC, most: 1032 },
  deflate: { undo: inflateSync, finishFlush: SYNC, most: 1032 },
  br: { undo: zlib.brotliDecompressSync, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH, most: Infinity },
  zstd: { undo: zlib.zstdDecompressSync, finishFlush: zlib.constants.ZSTD_e_flush, most: Infinity },
};
WAYS['x-gzip'] = WAYS.gzip;

class Meter {
  #limit;
  #way;
  #next;

  /** `encoding` is the value of the Content-Encoding header, or undefined. */
  constructor(limit, encoding) {
    this.#limit = limit;
    this.#way = WAYS[String(encoding ?? '').trim().toLowerCase()];
    if (this.#way?.undo === undefined) this.#way = undefined;
    this.#next = this.#way ? limit / this.#way.most : Infinity;
  }

  /** Whether a body, as far as it came, is larger than the limit; `ended` says that this is all of it. */
  exceeds(body, ended) {
    if (body.size > this.#limit) return true;
    if (body.size <= this.#next && !(ended && body.size > this.#limit / (this.#way?.most ?? 1))) return false;
    if (this.#way === undefined) return false;
    // Looked at again when it is twice as large: all looks together cost no more than two.
    this.#next = body.size * 2;
    try {
      this.#way.undo(body.bytes(), { finishFlush: this.#way.finishFlush, maxOutputLength: this.#limit });
    } catch (error) {
      return error?.code === 'ERR_BUFFER_TOO_LARGE';
    }
    return false;
  }
}

/** Deflate comes with a zlib header, and from some servers without one. */
function inflateSync(data, options) {
  const headed = (data[0] & 15) === 8 && data.readUInt16BE(0) % 31 === 0;
  return headed ? zlib.inflateSync(data, options) : zlib.inflateRawSync(data, options);
}

module.exports = { Meter };
