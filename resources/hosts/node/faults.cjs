'use strict';
// Why an adapter could not be loaded: what happened, where, and what to do.

const fs = require('node:fs');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

/** An error of loading as the wire has it: {kind, name, message, hint, stack, file, line, missing}. */
function describeLoadFailure(error, root) {
  const place = placeOf(error, root);
  const description = {
    kind: 'load',
    name: String(error?.name ?? 'Error'),
    message: String(error?.message ?? error),
    hint: '',
    stack: withoutMachinery(String(error?.stack ?? '')),
    file: place.file,
    line: place.line,
    missing: '',
  };
  if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
    return { ...description, ...describeMissing(error, root) };
  }
  if (error?.code === 'ERR_DLOPEN_FAILED') {
    description.hint = 'A compiled package was built for another Node. Run npm rebuild in the folder of its package.json.';
  }
  return description;
}

function describeMissing(error, root) {
  const message = String(error.message);
  const wanted = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1] ?? '';
  const from = fileOf(/Require stack:\n- (.+)/.exec(message)?.[1] ?? /imported from (\S+)/.exec(message)?.[1] ?? '');
  const shownFrom = from ? path.relative(root, from) || from : '';
  const where = shownFrom ? `, which ${shownFrom} needs,` : '';
  if (/^[./]|^file:|^[A-Za-z]:[\\/]/.test(wanted)) {
    const shown = path.isAbsolute(wanted) ? path.relative(root, wanted) : wanted;
    return { message: `The file ${shown}${where} does not exist.`, hint: nearFiles(wanted, from), file: from, missing: '' };
  }
  const name = wanted.split('/').slice(0, wanted.startsWith('@') ? 2 : 1).join('/');
  const folder = packageFolder(from || root, root);
  if (fs.existsSync(path.join(folder, 'node_modules', name))) {
    return {
      message: `The package ${name} is installed but has no ${wanted === name ? 'main file' : `module ${wanted}`}${where.replace(/,$/, '')}.`,
      hint: `Look at the version of ${name} in ${folder}, or run npm install there.`, file: from, missing: name,
    };
  }
  const declared = isDeclared(name, folder);
  return {
    message: `The npm package ${name}${where} is not installed.`,
    hint: declared ? `Run npm install in ${folder}.` : `Run npm install ${name} in ${folder}.`,
    file: from,
    missing: name,
  };
}

/** The nearest folder above a file that has a package.json, else the project folder. */
function packageFolder(file, root) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json')) && !folder.includes(`${path.sep}node_modules${path.sep}`)) return folder;
  }
  return root;
}

function isDeclared(name, folder) {
  try {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies].some((group) => name in (group ?? {}));
  } catch {
    return false;
  }
}

function nearFiles(wanted, from) {
  const target = from && !path.isAbsolute(wanted) ? path.resolve(path.dirname(from), wanted) : wanted;
  try {
    const names = fs.readdirSync(path.dirname(target)).filter((name) => !name.startsWith('.')).slice(0, 8);
    return `In that folder there are: ${names.join(', ')}.`;
  } catch {
    return `The folder ${path.dirname(target)} does not exist either.`;
  }
}

/** File and line of an error: what the compiler said, the head of a SyntaxError, or the first frame of the project. */
function placeOf(error, root) {
  if (error?.file) return { file: error.file, line: error.line ?? null };
  const stack = String(error?.stack ?? '');
  const head = /^(?:file:\/\/)?((?:[A-Za-z]:)?[\\/][^\n]+?):(\d+)\n/.exec(stack);
  if (head && error instanceof SyntaxError) return { file: head[1], line: Number(head[2]) };
  const frames = [...stack.matchAll(/(?:\(|at )((?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^\n()]+?):(\d+):\d+\)?/g)];
  const own = frames.find(([, file]) => fileOf(file).startsWith(root) && !file.includes('node_modules'));
  return own ? { file: fileOf(own[1]), line: Number(own[2]) } : { file: '', line: null };
}

/** A stack without the frames of this host and of Node, which only say that a file was being loaded. */
function withoutMachinery(stack) {
  const isMachinery = (line) => /^\s+at /.test(line) && (line.includes(__dirname) || line.includes('node:'));
  return stack.split('\n').filter((line) => !isMachinery(line)).join('\n');
}

function fileOf(text) {
  return text.startsWith('file:') ? fileURLToPath(text) : text;
}

module.exports = { describeLoadFailure };
