'use strict';
// Packages of a Yarn Plug'n'Play project: its .pnp.cjs says where each lies, often inside of an archive.

const fs = require('node:fs');
/** @type {any} Its loader is not in its types. */
const Module = require('node:module');
const path = require('node:path');

const PACKED = /\.zip[\\/]|[\\/]__virtual__[\\/]/;

/** @type {any} */
let api;

/** Let a project's .pnp.cjs find packages from now on, and read them out of archives. */
function plugAndPlay(file) {
  const load = Module._load;
  const loadJavaScript = Module._extensions['.js'];
  const made = require(file);
  made.setup?.();
  if (typeof made.resolveRequest !== 'function') return;
  api = made;
  // Yarn's own loading refuses ES modules and passes by the hooks that load TypeScript.
  Module._extensions['.js'] = loadJavaScript;
  Module._load = (request, ...rest) => (request === 'pnpapi' ? api : load.call(Module, request, ...rest));
  const find = Module._resolveFilename;
  Module._resolveFilename = (request, parent, isMain, options) => (
    // It refuses options that it does not know, such as the conditions that Node passes on.
    find.call(Module, request, parent, isMain, options?.paths ? { paths: options.paths } : undefined)
  );
}

/** The file that a specifier means in a file of the project; undefined where Node finds it by itself. Throws as Yarn does. */
function findPacked(specifier, parent, conditions) {
  if (!api || !parent || Module.isBuiltin(specifier)) return undefined;
  const isPath = /^\.{0,2}[\\/]|^\.{1,2}$|^file:|^#|^[A-Za-z]:/.test(specifier);
  if ((isPath && !isPacked(parent)) || !api.findPackageLocator(parent)) return undefined;
  return api.resolveRequest(specifier, parent, { considerBuiltins: false, conditions: new Set(conditions) }) ?? undefined;
}

/** Whether a file lies in an archive, or under one of Yarn's stand-ins for a folder: Node itself cannot read it. */
function isPacked(file) {
  return api !== undefined && PACKED.test(file);
}

/** A packed file as a load hook gives it. */
function readPacked(file, packageType) {
  const formats = { '.json': 'json', '.mjs': 'module', '.cjs': 'commonjs', '.wasm': 'wasm' };
  const format = formats[path.extname(file)] ?? (packageType === 'module' ? 'module' : 'commonjs');
  return { format, source: fs.readFileSync(file), shortCircuit: true };
}

module.exports = { plugAndPlay, findPacked, isPacked, readPacked };
