'use strict';
// TypeScript, and JavaScript that mixes both module systems, made into what Node runs.
//
// Real adapters mix require(), `exports.x =` and a trailing `export {}`. Node's own type stripping refuses
// such files and other loaders empty them without a word; the compiler's CommonJS output keeps everything,
// as the projects' own builds do. Results are cached by content, so that a warm start loads no compiler.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { tsconfigFor } = require('./tsconfig.cjs');

const COMMONJS_USE = /(?:^|[^.\w$])(?:module\.exports\b|exports\.[\w$]+\s*=|exports\[)|(?:^|[^.\w$])require\s*\(/m;
const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];

let cacheFolder = '';
let compiler;
let compilerVersion;

/** Where results are kept between starts; '' keeps none. */
function useCache(folder) {
  cacheFolder = '';
  if (!folder) return;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    cacheFolder = folder;
  } catch {
    // Where nothing can be kept, all is made again at the next start.
  }
}

/**
 * {format: 'commonjs' | 'module', source} of a file. `packageType` is the `type` of its package.json.
 * Throws a SyntaxError with `file` and `line` members.
 */
function transpile(file, text, packageType) {
  const settings = JSON.stringify([versionOfCompiler(), tsconfigFor(file).options, packageType, file]);
  const key = crypto.createHash('sha256').update(settings).update('\0').update(text).digest('hex');
  const cached = cacheFolder && path.join(cacheFolder, `${key}.json`);
  if (cached) {
    try {
      // A pipe would be waited for.
      const kept = fs.statSync(cached).isFile() ? JSON.parse(fs.readFileSync(cached, 'utf8')) : {};
      if (kept.digest === digestOf(kept)) return { format: kept.format, source: kept.source };
    } catch {
      // Not there yet: made below, as is one that was damaged.
    }
  }
  const result = compile(file, text, packageType);
  if (cached) writeWhole(cached, JSON.stringify({ ...result, digest: digestOf(result) }));
  return result;
}

/** Tells a result from what became of it on a failing disk. */
function digestOf({ format, source }) {
  return crypto.createHash('sha256').update(format).update('\0').update(source).digest('hex');
}

function compile(file, text, packageType) {
  if (wantsModule(file, text, packageType)) return { format: 'module', source: emit(file, text, 'ESNext') };
  const source = emit(file, text, 'CommonJS');
  // A CommonJS file cannot hold a top-level await or import.meta; such a file is an ES module.
  return runsAsCommonJs(source)
    ? { format: 'commonjs', source }
    : { format: 'module', source: emit(file, text, 'ESNext') };
}

function wantsModule(file, text, packageType) {
  const extension = path.extname(file);
  if (extension === '.mts' || extension === '.mjs') return true;
  if (extension === '.cts' || extension === '.cjs') return false;
  const usesCommonJs = COMMONJS_USE.test(text) && !text.includes('createRequire');
  return packageType === 'module' && !usesCommonJs;
}

function runsAsCommonJs(source) {
  try {
    vm.compileFunction(source, WRAPPER);
    return true;
  } catch {
    return false;
  }
}

function emit(file, text, moduleKind) {
  const ts = loadCompiler();
  const { options } = tsconfigFor(file);
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      esModuleInterop: true,
      ...ts.convertCompilerOptionsFromJson(options, path.dirname(file)).options,
      module: ts.ModuleKind[moduleKind],
      target: ts.ScriptTarget.ES2022,
      allowJs: true,
      inlineSourceMap: true,
      isolatedModules: true,
    },
  });
  const fault = diagnostics.find((item) => item.category === ts.DiagnosticCategory.Error && item.file);
  if (fault) throw syntaxError(ts, file, fault);
  return outputText;
}

function syntaxError(ts, file, fault) {
  const { line, character } = fault.file.getLineAndCharacterOfPosition(fault.start ?? 0);
  const message = ts.flattenDiagnosticMessageText(fault.messageText, ' ');
  const error = new SyntaxError(`${message} (${file}:${line + 1}:${character + 1})`);
  return Object.assign(error, { file, line: line + 1 });
}

function loadCompiler() {
  compiler ??= require('typescript');
  return compiler;
}

function versionOfCompiler() {
  compilerVersion ??= JSON.parse(fs.readFileSync(require.resolve('typescript/package.json'), 'utf8')).version;
  return compilerVersion;
}

/** Write beside and rename, so that two hosts that start at once never read half a file. */
function writeWhole(file, text) {
  const beside = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(beside, text, { mode: 0o600 });
    fs.renameSync(beside, file);
  } catch {
    // A cache that cannot be written costs time, not correctness.
  }
}

module.exports = { transpile, useCache };
