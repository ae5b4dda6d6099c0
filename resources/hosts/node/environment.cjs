'use strict';
// The adapter's environment: its `.env`, and the variables of App Connect's server where that leaves them empty.

const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');

// What App Connect's server code reads while it is loaded or while a token is made. None is a real secret.
const SERVER_VARIABLES = {
  // This spelling of a database in memory is the one that Node parses without a warning.
  DATABASE_URL: 'sqlite:/:memory:',
  APP_SERVER: 'http://127.0.0.1:6066',
  APP_SERVER_SECRET_KEY: 'app-connect-workbench-local-signing-key',
  DEVELOPER_APP_SERVER_SECRET_KEY: 'app-connect-workbench-local-developer-key',
  HASH_KEY: 'app-connect-workbench-local-hash-key',
};

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

/** Set the server's variables that are missing or empty; returns their names. */
function setServerVariables() {
  const names = Object.keys(SERVER_VARIABLES).filter((name) => !process.env[name]);
  for (const name of names) process.env[name] = SERVER_VARIABLES[name];
  return names;
}

module.exports = { SERVER_VARIABLES, loadProjectEnvironment, setServerVariables };
