'use strict';
// The adapter's environment: its `.env`, and the variables of App Connect's server.

const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');
const { DATABASE_URL } = require('./database.cjs');

/** Read `.env` of the project without overriding what is set, as dotenv does. Returns the file read, or ''. */
function loadProjectEnvironment(root) {
  const file = path.join(root, '.env');
  let text;
  try {
    const bytes = fs.readFileSync(file);
    // A decoder leaves the byte order mark out, which parseEnv would take for a part of the first name.
    text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch {
    return '';
  }
  for (const [name, value] of Object.entries(util.parseEnv(text))) {
    if (!(name in process.env)) process.env[name] = value;
  }
  return file;
}

/** Set the server's variables that are missing or empty, and its database; tells whether that was another. */
function setServerVariables(variables) {
  for (const [name, value] of Object.entries(variables)) process.env[name] ||= value;
  const replaced = Boolean(process.env.DATABASE_URL);
  process.env.DATABASE_URL = DATABASE_URL;
  return { replaced };
}

module.exports = { loadProjectEnvironment, setServerVariables };
