'use strict';
// Loading one adapter: its environment, its files, and what it exports or registers.

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');
const { loadEnvironmentFiles, setServerVariables } = require('./environment.cjs');
const { findAdapter, otherNames, diagnose, readMember, REQUIRED } = require('./exported.cjs');
const { installResolver, loadedFiles } = require('./resolver.cjs');
const { plugAndPlay } = require('./plug_and_play.cjs');
const { misspelled } = require('./spelling.cjs');
const { recordRegistrations, compose } = require('./registry.cjs');
const { installModels, prepareDatabase, facts: databaseFacts } = require('./appconnect.cjs');
const { standBeside, registerOpened } = require('./core.cjs');

const REPLACED = 'App Connect’s models use the database that the workbench keeps for each connection, not the adapter’s own DATABASE_URL.';
const REGISTERS = /\.\s*register(?:Connector|Adapter)(?:Interface)?\s*\(/;

/** Load the adapter of a `load` request; gives {adapter, result}, throws with a message for people. */
async function loadAdapter(params) {
  const { entry, root, extra_entries: extraEntries = [], platform, interfaces, manifest = '' } = params;
  const notes = [];
  const facts = {};
  process.argv[1] = entry;
  loadEnvironmentFiles(params.environment_files ?? []);
  const { replaced } = setServerVariables(params.server_variables ?? {});
  installResolver();
  if (params.plug_and_play) plugAndPlay(params.plug_and_play);
  installModels();
  standBeside(entry, root);

  const requireFrom = createRequire(path.join(root, 'package.json'));
  const manifests = new Map();
  let adapter;
  if (registers(entry)) adapter = await loadRegistered(entry, { requireFrom, platform, notes, manifests });
  else adapter = findAdapter(await loadModule(entry), interfaces);
  for (const file of extraEntries) adapter = await addExtra(adapter, file, { requireFrom, platform, interfaces, notes, manifests });

  if (typeof readMember(adapter, REQUIRED) !== 'function') {
    const error = new Error(`${path.relative(root, entry) || entry} is not an adapter. ${diagnose(adapter, entry, interfaces)}`);
    throw Object.assign(error, { name: 'NoAdapter', file: entry });
  }
  registerOpened(platform, adapter, manifest);
  await prepareDatabase();
  Object.assign(facts, databaseFacts);
  if (databaseFacts.database && replaced) notes.push(REPLACED);
  notes.push(...misspelled);
  facts.files = [...new Set(loadedFiles)];
  return {
    adapter,
    result: {
      exports: interfaces.filter((name) => typeof readMember(adapter, name) === 'function'),
      other_exports: [
        ...otherNames(adapter, interfaces),
        ...interfaces.filter((name) => !['function', 'undefined'].includes(typeof readMember(adapter, name))),
      ],
      manifest: plain(manifests.get(platform) ?? manifests.get('default')),
      account_data: accountData(readMember(adapter, 'accountData')),
      runtime: `Node ${process.versions.node}`,
      loaded_file: entry,
      notes,
      facts,
    },
  };
}

/** The keys of an adapter's accountData table that can be fetched, each with its lifetime in ms or null. */
function accountData(table) {
  const entries = table !== null && typeof table === 'object' ? Object.entries(table) : [];
  return Object.fromEntries(entries
    .filter(([, entry]) => typeof readMember(entry, 'fetch') === 'function')
    .map(([key, { ttlMs }]) => [key, Number.isFinite(ttlMs) ? ttlMs : null]));
}

/** What JSON keeps of a manifest that a start file registered; null where there is none. */
function plain(manifest) {
  try {
    return JSON.parse(JSON.stringify(manifest ?? null));
  } catch {
    return null;
  }
}

/** Whether a file registers adapters rather than being one. */
function registers(file) {
  return REGISTERS.test(fs.readFileSync(file, 'utf8'));
}

async function loadModule(file) {
  try {
    return createRequire(file)(file);
  } catch (error) {
    // An ES module that awaits at its top level can only be imported.
    if (error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(file).href);
  }
}

async function record(file, { requireFrom, notes, manifests }) {
  const recorded = await recordRegistrations(requireFrom, () => loadModule(file));
  for (const [platform, manifest] of recorded.manifests) manifests.set(platform, manifest);
  if (recorded.refusedServers > 0) notes.push(`${path.basename(file)} starts a server when it is loaded; it was kept from listening.`);
  return recorded;
}

async function loadRegistered(file, { requireFrom, platform, notes, manifests }) {
  const { adapters, functions } = await record(file, { requireFrom, notes, manifests });
  const platforms = [...new Set([...adapters.keys(), ...functions.keys()])];
  const chosen = platforms.includes(platform) || platforms.length !== 1 ? platform : platforms[0];
  if (!platforms.includes(chosen)) {
    const found = platforms.length > 0
      ? `It registers ${platforms.join(', ')}, but no ${platform}. Choose one with --platform.`
      : 'It registered nothing while it was loaded.';
    throw Object.assign(new Error(`${path.basename(file)} does not register the adapter. ${found}`), { name: 'NotRegistered', file });
  }
  if (chosen !== platform) notes.push(`${path.basename(file)} registers the platform ${chosen}.`);
  notes.push(`The adapter is what ${path.basename(file)} registers for ${chosen}.`);
  return compose(adapters.get(chosen), functions.get(chosen));
}

/** Add single functions beside an adapter: a start file's registrations, or a file named after its interface. */
async function addExtra(adapter, file, { requireFrom, platform, interfaces, notes, manifests }) {
  if (registers(file)) {
    const { functions } = await record(file, { requireFrom, notes, manifests });
    return compose(adapter, functions.get(platform));
  }
  const exported = await loadModule(file);
  const stem = path.basename(file).replace(/\.[cm]?[jt]sx?$/, '');
  const found = new Map();
  for (const name of interfaces) {
    const callee = readMember(exported, name) ?? readMember(exported?.default, name);
    if (typeof callee === 'function') found.set(name, callee);
  }
  const only = typeof exported === 'function' ? exported : exported?.default;
  if (found.size === 0 && interfaces.includes(stem) && typeof only === 'function') found.set(stem, only);
  return compose(adapter, found);
}

module.exports = { loadAdapter };
