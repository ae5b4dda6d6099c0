'use strict';
// A stand-in for the main module of @app-connect/core while a project's own start file is loaded: it learns
// what the file registers, and starts no server.

const net = require('node:net');
const path = require('node:path');
const core = require('./core.cjs');
const { replaceModules } = require('./resolver.cjs');

const CORE = '@app-connect/core';
const STAND_IN = path.join(__dirname, 'core_stand_in.cjs');

let recording;

/** The module that stands for @app-connect/core now. */
function current() {
  return recording.module;
}

/** Run `work` with the registries replaced; gives {value, adapters, functions, manifests, refusedServers}. */
async function recordRegistrations(requireFrom, work) {
  const adapters = new Map();
  const functions = new Map();
  const manifests = new Map();
  const realCore = () => {
    replaceModules({});
    try {
      return requireFrom(CORE);
    } finally {
      replaceModules({ [CORE]: STAND_IN });
    }
  };
  recording = { module: makeCoreModule(makeRegistry(adapters, functions, manifests), realCore) };
  replaceModules({ [CORE]: STAND_IN });
  const listen = net.Server.prototype.listen;
  let refusedServers = 0;
  net.Server.prototype.listen = function refuseToListen() {
    refusedServers += 1;
    return this;
  };
  try {
    return { value: await work(), adapters, functions, manifests, refusedServers };
  } finally {
    net.Server.prototype.listen = listen;
    replaceModules({});
  }
}

function makeRegistry(adapters, functions, manifests) {
  const register = (platform, adapter, manifest) => {
    adapters.set(String(platform), adapter);
    if (manifest) manifests.set(String(platform), manifest);
    core.register(String(platform), adapter, manifest);
  };
  const registerFunction = (platform, name, callee) => {
    const key = String(platform);
    if (!functions.has(key)) functions.set(key, new Map());
    functions.get(key).set(name, callee);
    core.registerFunction(key, name, callee);
  };
  const setDefaultManifest = (manifest) => {
    if (manifest) manifests.set('default', manifest);
    core.registry()?.setDefaultManifest?.(manifest);
  };
  const registers = {
    setDefaultManifest,
    registerConnector: register,
    registerAdapter: register,
    registerConnectorInterface: registerFunction,
    registerAdapterInterface: registerFunction,
  };
  // Where the project has no core, so that nothing else knows what was registered.
  const find = (platform) => compose(adapters.get(platform), functions.get(platform));
  const others = {
    getRegisteredPlatforms: () => [...adapters.keys()],
    isRegistered: (platform) => adapters.has(platform),
    getConnector: find,
    getAdapter: find,
  };
  return new Proxy(registers, {
    get: (target, name) => {
      const real = core.registry();
      if (name in target || !real) return target[name] ?? others[name] ?? (() => undefined);
      return typeof real[name] === 'function' ? real[name].bind(real) : real[name];
    },
  });
}

function makeCoreModule(registry, realCore) {
  const inert = makeInert();
  const known = {
    connectorRegistry: registry,
    adapterRegistry: registry,
    createCoreApp: () => inert,
    createCoreRouter: () => inert,
    createCoreMiddleware: () => [],
    initializeCore: async () => undefined,
    proxyConnector: {},
  };
  return new Proxy(known, {
    get: (target, name) => {
      if (name in target || typeof name === 'symbol') return target[name];
      return name === '__esModule' || name === 'default' || name === 'then' ? undefined : realCore()[name];
    },
  });
}

/** An adapter with the functions registered beside it, which never replace an own export (runtime.md section 1). */
function compose(adapter, functions) {
  if (!functions || functions.size === 0) return adapter;
  const composed = adapter ? Object.create(adapter) : {};
  for (const [name, callee] of functions) {
    if (!adapter || !Object.hasOwn(adapter, name)) composed[name] = callee;
  }
  return composed;
}

/** Something that can be called, chained and read to any depth without doing anything. */
function makeInert() {
  const inert = new Proxy(function inertApp() {}, {
    get: (target, name) => (name === 'then' || typeof name === 'symbol' ? undefined : inert),
    apply: () => inert,
    construct: () => inert,
  });
  return inert;
}

module.exports = { recordRegistrations, compose, current };
