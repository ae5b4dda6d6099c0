'use strict';
// Module hooks of the adapter's own files: how TypeScript projects name their files, and how such files load.

const fs = require('node:fs');
const path = require('node:path');
const { isBuiltin, registerHooks } = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { textOf } = require('./environment.cjs');
const { transpile } = require('./typescript.cjs');
const { tsconfigFor, mappedPaths, isFile } = require('./tsconfig.cjs');
const { findPacked, isPacked, readPacked } = require('./plug_and_play.cjs');
const { respelled, insidePackage, tellMisspelled } = require('./spelling.cjs');

const TYPESCRIPT = new Set(['.ts', '.tsx', '.mts', '.cts']);
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
// A specifier with a JavaScript ending means the source that it will be built from.
const SOURCES = { '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };
const ES_SYNTAX = /^\s*(?:import\s*(?:[\w${*"']|type\b)|export\s*(?:[{*]|default\b|const\b|let\b|var\b|function\b|class\b|async\b))/m;

const packageTypes = new Map();
let replacements = {};
const loadedFiles = [];

/** Install the hooks for everything that is loaded from now on. */
function installResolver() {
  registerHooks({ resolve, load });
}

/** Let bare specifiers mean other files: {specifier: file}. */
function replaceModules(table) {
  replacements = table;
}

function resolve(specifier, context, nextResolve) {
  if (Object.hasOwn(replacements, specifier)) return resolved(replacements[specifier]);
  const parent = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : '';
  const isPath = /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..';
  const own = parent !== '' && !parent.includes(`${path.sep}node_modules${path.sep}`);
  const here = own && isPath ? path.resolve(path.dirname(parent), specifier) : '';
  const config = own && !isPath && !isBuiltin(specifier) ? tsconfigFor(parent) : undefined;
  if (own && TYPESCRIPT.has(path.extname(parent))) {
    const file = here ? findFile(here) : config && mappedPaths(config, specifier).map(findFile).find(Boolean);
    if (file) return resolved(file);
  }
  try {
    const packed = findPacked(specifier, parent, context.conditions);
    return packed ? { url: pathToFileURL(packed).href, shortCircuit: true } : nextResolve(specifier, context);
  } catch (error) {
    // What Node does not find may be named without its ending, or below the baseUrl of a tsconfig.
    const file = (here ? findFile(here) : config?.baseUrl && findFile(path.resolve(config.baseUrl, specifier)))
      || (own ? findRespelled(here || (!isPath && insidePackage(specifier, parent)), parent, specifier) : undefined);
    if (!file) throw error;
    return resolved(file);
  }
}

function resolved(file) {
  return { url: pathToFileURL(fs.realpathSync(file)).href, shortCircuit: true };
}

/** The file that a path without, or with the wrong, extension means. */
function findFile(target) {
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  const candidates = [
    ...(SOURCES[extension] ?? []).map((source) => stem + source),
    target,
    ...EXTENSIONS.map((ending) => target + ending),
    ...EXTENSIONS.map((ending) => path.join(target, `index${ending}`)),
  ];
  return candidates.find(isFile);
}

/** The file that is meant when only its capital letters differ. */
function findRespelled(target, parent, specifier) {
  if (!target) return undefined;
  for (const ending of ['', ...EXTENSIONS]) {
    const file = respelled(target + ending);
    if (file && isFile(file)) {
      tellMisspelled(parent, specifier, file);
      return file;
    }
  }
  return undefined;
}

function load(url, context, nextLoad) {
  // Node 22.16 and its like refuse their own answer for a builtin, whose source is null.
  if (context.format === 'builtin' || isBuiltin(url)) return { format: 'builtin', source: '', shortCircuit: true };
  if (!url.startsWith('file:')) return nextLoad(url, context);
  const file = fileURLToPath(url);
  if (isPacked(file)) return readPacked(file, packageTypeOf(path.dirname(file)));
  const extension = path.extname(file);
  const isTypeScript = TYPESCRIPT.has(extension);
  const isForeign = file.includes(`${path.sep}node_modules${path.sep}`);
  if (!isForeign && !file.startsWith(__dirname)) loadedFiles.push(file);
  if (!isTypeScript && (isForeign || !['.js', '.jsx', '.mjs'].includes(extension))) return nextLoad(url, context);
  const text = textOf(fs.readFileSync(file));
  const packageType = packageTypeOf(path.dirname(file));
  if (isTypeScript || extension === '.jsx' || needsMixing(text, extension, packageType)) {
    return { ...transpile(file, text, packageType), shortCircuit: true };
  }
  return nextLoad(url, context);
}

/** JavaScript with both module systems in one file, or with ES syntax where its package says CommonJS. */
function needsMixing(text, extension, packageType) {
  if (!ES_SYNTAX.test(text)) return false;
  if (extension === '.mjs' || packageType === 'module') {
    return /(?:^|[^.\w$])(?:module\.exports\b|exports\.[\w$]+\s*=)/m.test(text) && extension !== '.mjs';
  }
  return true;
}

/** The `type` of the package.json that is nearest above a folder: 'module', 'commonjs' or ''. */
function packageTypeOf(folder) {
  if (packageTypes.has(folder)) return packageTypes.get(folder);
  let type = '';
  const file = path.join(folder, 'package.json');
  if (isFile(file)) {
    try {
      type = JSON.parse(textOf(fs.readFileSync(file))).type ?? '';
    } catch {
      type = '';
    }
  } else if (path.dirname(folder) !== folder) {
    type = packageTypeOf(path.dirname(folder));
  }
  packageTypes.set(folder, type);
  return type;
}

module.exports = { installResolver, replaceModules, loadedFiles };
