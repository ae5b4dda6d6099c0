'use strict';
// The few settings of a project's tsconfig.json that change how its files run: paths, interop, decorators, JSX.

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { textOf } = require('./environment.cjs');

// Settings that go to the compiler as they are.
const PASSED_ON = [
  'esModuleInterop', 'allowSyntheticDefaultImports', 'experimentalDecorators', 'emitDecoratorMetadata',
  'useDefineForClassFields', 'jsx', 'jsxFactory', 'jsxFragmentFactory', 'jsxImportSource',
];

const byFolder = new Map();

/** {options, paths, baseUrl, pathsFolder} of the tsconfig.json that is nearest above a file. */
function tsconfigFor(file) {
  return ofFolder(path.dirname(file));
}

function ofFolder(folder) {
  if (byFolder.has(folder)) return byFolder.get(folder);
  const file = path.join(folder, 'tsconfig.json');
  const parent = path.dirname(folder);
  let config;
  // A pipe of that name would be read for ever.
  if (fs.existsSync(file) && isFile(file)) config = readConfig(file, new Set());
  else if (parent === folder) config = { options: {}, paths: {}, baseUrl: '', pathsFolder: '' };
  else config = ofFolder(parent);
  byFolder.set(folder, config);
  return config;
}

function readConfig(file, visited) {
  const config = { options: {}, paths: {}, baseUrl: '', pathsFolder: '' };
  if (visited.has(file)) return config;
  visited.add(file);
  const json = parseJsonWithComments(textOf(fs.readFileSync(file)), file);
  const folder = path.dirname(file);
  for (const base of [json.extends ?? []].flat()) {
    const baseFile = findBase(base, folder);
    if (baseFile) mergeInto(config, readConfig(baseFile, visited));
  }
  const own = json.compilerOptions ?? {};
  if (own.baseUrl !== undefined) config.baseUrl = path.resolve(folder, own.baseUrl);
  if (own.paths) {
    config.paths = own.paths;
    config.pathsFolder = own.baseUrl === undefined ? config.baseUrl || folder : config.baseUrl;
  }
  for (const name of PASSED_ON) if (own[name] !== undefined) config.options[name] = own[name];
  return config;
}

function mergeInto(config, base) {
  Object.assign(config.options, base.options);
  if (base.baseUrl) config.baseUrl = base.baseUrl;
  if (base.pathsFolder) Object.assign(config, { paths: base.paths, pathsFolder: base.pathsFolder });
}

function findBase(name, folder) {
  if (name.startsWith('.') || path.isAbsolute(name)) {
    const file = path.resolve(folder, name);
    return [file, `${file}.json`, path.join(file, 'tsconfig.json')].find(isFile);
  }
  const require = createRequire(path.join(folder, 'tsconfig.json'));
  for (const request of [name, `${name}/tsconfig.json`, `${name}.json`]) {
    try {
      return require.resolve(request);
    } catch {
      // The next spelling, or none: a base that is not installed sets nothing.
    }
  }
  return undefined;
}

/** JSON with comments and trailing commas, as tsconfig.json may have. */
function parseJsonWithComments(text, file) {
  const json = text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(\s*[}\]])/g, (_, string, end) => string ?? end);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new SyntaxError(`${file} is not valid: ${error.message}`);
  }
}

/** Files that the `paths` of a tsconfig name for a bare specifier, best first. */
function mappedPaths(config, specifier) {
  const found = [];
  const patterns = Object.keys(config.paths).sort((left, right) => right.indexOf('*') - left.indexOf('*'));
  for (const pattern of patterns) {
    const [before, after] = pattern.split('*');
    const matches = after === undefined
      ? specifier === pattern
      : specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= before.length + after.length;
    if (!matches) continue;
    const star = after === undefined ? '' : specifier.slice(before.length, specifier.length - after.length);
    for (const target of config.paths[pattern]) found.push(path.resolve(config.pathsFolder, target.replace('*', () => star)));
  }
  return found;
}

function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

module.exports = { tsconfigFor, mappedPaths, isFile };
