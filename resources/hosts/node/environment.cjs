'use strict';
// The adapter's environment: its `.env` files, and the variables of App Connect's server.

const fs = require('node:fs');
const util = require('node:util');
const { DATABASE_URL } = require('./database.cjs');

/** Read `.env` files, the nearest first, without overriding what is set, as dotenv does. */
function loadEnvironmentFiles(files) {
  for (const file of files) {
    let text;
    try {
      text = textOf(fs.readFileSync(file));
    } catch {
      continue;
    }
    for (const [name, value] of Object.entries(util.parseEnv(text.replace(/\r\n?/g, '\n')))) {
      if (!(name in process.env)) process.env[name] = value;
    }
  }
}

/** The text of a file; a decoder leaves the byte order mark out, which parseEnv would take for a part of a name. */
function textOf(bytes) {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Set the server's variables that are missing or empty, and its database; tells whether that was another. */
function setServerVariables(variables) {
  for (const [name, value] of Object.entries(variables)) process.env[name] ||= value;
  const replaced = Boolean(process.env.DATABASE_URL);
  process.env.DATABASE_URL = DATABASE_URL;
  return { replaced };
}

module.exports = { loadEnvironmentFiles, textOf, setServerVariables };
