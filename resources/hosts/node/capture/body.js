'use strict';
// The bytes of one body: in memory while small, in a spool file as soon as it is large.

const fs = require('node:fs');
const path = require('node:path');

class BodyRecorder {
  #inline;
  #spool;
  #name;
  #chunks = [];
  /** @type {number | null} */
  #descriptor = null;
  #file = '';
  /** @type {{ size: number, already_decoded: boolean, truncated: boolean } | null} */
  #wire = null;
  #closed = false;
  size = 0;
  truncated = false;

  /** `inline` is the number of bytes above which the file `name` in the folder `spool` takes over. */
  constructor({ spool, inline, name }) {
    this.#spool = spool;
    this.#inline = inline;
    this.#name = name;
  }

  /** Take bytes: text with an encoding, or any view of bytes, which is copied since its owner may reuse it. */
  add(chunk, encoding) {
    if (this.#closed) return;
    const bytes = toBytes(chunk, encoding);
    if (bytes === null || bytes.length === 0) return;
    this.#wire = null;
    this.size += bytes.length;
    if (this.#descriptor === null && this.size <= this.#inline) {
      this.#chunks.push(typeof chunk === 'string' ? bytes : Buffer.from(bytes));
      return;
    }
    // Written at once and in order: nothing is held, and the file is whole when the exchange is reported.
    try {
      fs.writeFileSync(this.#descriptor ?? this.#open(), bytes);
    } catch {
      // A full disk must not fail the adapter's request; the size is still counted.
      this.truncated = true;
    }
  }

  #open() {
    const file = path.join(this.#spool, this.#name);
    const descriptor = this.#descriptor = fs.openSync(file, 'w', 0o600);
    this.#file = file;
    for (const chunk of this.#chunks) fs.writeFileSync(descriptor, chunk);
    this.#chunks = [];
    return descriptor;
  }

  /** What comes from now on is not recorded. */
  close() {
    this.#closed = true;
    if (this.#descriptor !== null) fs.closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** Everything so far. */
  bytes() {
    return this.#file ? fs.readFileSync(this.#file) : joined(this.#chunks);
  }

  /** BODY of the wire. Base64 is made here, once, and not while the request runs. */
  toWire() {
    if (this.#wire === null || this.#wire.truncated !== this.truncated) {
      let place = {};
      if (this.#file) place = { file: this.#file };
      else if (this.size <= this.#inline) place = { base64: joined(this.#chunks).toString('base64') };
      this.#wire = { size: this.size, ...place, already_decoded: false, truncated: this.truncated };
    }
    return this.#wire;
  }
}

function joined(chunks) {
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function toBytes(chunk, encoding) {
  if (typeof chunk === 'string') return Buffer.from(chunk, Buffer.isEncoding(encoding) ? encoding : 'utf8');
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return Buffer.from(chunk);
  return null;
}

module.exports = { BodyRecorder };
