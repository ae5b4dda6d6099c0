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
    text = fs.readFileSync(file, 'utf8');
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
