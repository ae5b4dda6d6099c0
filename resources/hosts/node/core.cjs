'use strict';
// What App Connect's own process gives an adapter that runs inside it: the adapter's copy of @app-connect/core knows the
// adapter, and what core patches at its start is patched, without its server being loaded. A test holds the list.

const fs = require('node:fs');
const path = require('node:path');
/** @type {any} Its loader is not in its types. */
const Module = require('node:module');
const { textOf } = require('./environment.cjs');

const CORE = '@app-connect/core';

let core;

/** Find core as the adapter's file or its project resolves it; nothing is done where there is none. */
function standBeside(entry, root) {
  core = findCore([entry, path.join(root, 'package.json')]);
  if (!core) return;
  // Core's composer requires it, which adds .tz to the moment that they share.
  attempt(() => core.require('moment-timezone'));
  const patches = new Map();
  for (const [request, patch] of Object.entries(PATCHES)) {
    const file = attempt(() => core.require.resolve(request));
    if (file) patches.set(file, patch);
  }
  watch(patches);
}

function findCore(places) {
  for (const place of places) {
    const bring = Module.createRequire(place);
    const file = attempt(() => bring.resolve(`${CORE}/package.json`)) ?? attempt(() => bring.resolve(CORE));
    const folder = file && packageFolder(file);
    if (folder) {
      const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
      // Its own modules are named as the adapter names them, so that both have the same copies.
      return { folder, version, bring, require: Module.createRequire(file) };
    }
  }
  return undefined;
}

function packageFolder(file) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

/** What core does to packages that it shares with the adapter, by the package; done when the adapter requires one. */
const PATCHES = {
  axios: (axios) => {
    axios.defaults.headers.common['Unified-CRM-Extension-Version'] = core.version;
    if (process.env.IS_PROD === 'false') {
      axios.interceptors.request.use((request) => {
        console.log('Request:', `[${request.method}]`, request.url);
        return request;
      });
    }
  },
  'body-parser': (parser) => { core.require('body-parser-xml')(parser); },
  dynamoose: (dynamoose) => {
    const endpoint = process.env.DYNAMODB_LOCALHOST;
    if (!endpoint) return;
    const { DynamoDB } = core.require('@aws-sdk/client-dynamodb');
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    dynamoose.aws.ddb.set(new DynamoDB({ endpoint, region: 'local', credentials }));
  },
  // Core loads every model, so that all of them are known to the one Sequelize.
  [`${CORE}/models/sequelize`]: (exported) => {
    const folder = path.dirname(core.bring.resolve(`${CORE}/models/sequelize`));
    for (const name of fs.readdirSync(folder)) {
      if (name.endsWith('Model.js')) attempt(() => core.require(path.join(folder, name)));
    }
    return exported;
  },
};

/** Apply each patch once, when its file is required for the first time. */
function watch(patches) {
  const names = new Set(Object.keys(PATCHES));
  const load = Module._load;
  Module._load = function loadBesideCore(request, parent, ...rest) {
    const exported = load.call(this, request, parent, ...rest);
    if (patches.size > 0 && (names.has(request) || path.isAbsolute(request) || request.endsWith('/sequelize'))) {
      const file = attempt(() => Module._resolveFilename(request, parent));
      const patch = patches.get(file);
      patches.delete(file);
      if (patch) attempt(() => patch(exported));
    }
    return exported;
  };
}

/** Core's registry as the adapter gets it; undefined where there is none. */
function registry() {
  if (!core) return undefined;
  return attempt(() => core.bring(`${CORE}/connector/registry`)) ?? attempt(() => core.bring(`${CORE}/adapter/registry`));
}

/** Let core know an adapter under its platform's name. Core itself would print so, and refuse one that is not finished. */
function register(platform, adapter, manifest) {
  const known = registry();
  (known?.connectors ?? known?.adapters)?.set(platform, adapter);
  if (manifest) known?.manifests?.set(platform, manifest);
}

/** Let core know a single function beside an adapter. */
function registerFunction(platform, name, callee) {
  const functions = registry()?.platformInterfaces;
  if (!functions) return;
  if (!functions.has(platform)) functions.set(platform, new Map());
  functions.get(platform).set(name, callee);
}

/** Let core know the adapter that was opened, and its manifest, where no start file of the project registered them. */
function registerOpened(platform, adapter, manifestFile) {
  const known = registry();
  if (!known) return;
  if (!(known.connectors ?? known.adapters)?.has(platform)) register(platform, adapter);
  if (!manifestFile || !known.manifests || known.manifests.has('default')) return;
  const manifest = attempt(() => JSON.parse(textOf(fs.readFileSync(manifestFile))));
  if (manifest) known.manifests.set('default', manifest);
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

module.exports = { standBeside, registry, register, registerFunction, registerOpened };
