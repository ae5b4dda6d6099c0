'use strict';
// Why an adapter could not be loaded: what happened, where, and what to do.

const { fileURLToPath } = require('node:url');

/** An error of loading as the wire has it: {kind, name, message, hint, stack, file, line, wanted}. */
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
    wanted: '',
  };
  if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
    return { ...description, ...describeMissing(error, place) };
  }
  if (error?.code === 'ERR_DLOPEN_FAILED') {
    description.hint = 'A compiled package was built for another Node. Run npm rebuild in the folder of its package.json.';
  }
  return description;
}

/** What Node, or Yarn, did not find, and the file that asked for it. */
function describeMissing(error, place) {
  const message = String(error.message);
  const packed = /^Required package: (\S+)/m.exec(message)?.[1];
  const wanted = packed?.replace(/(?<=.)@.*$/, '') ?? /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1] ?? '';
  const from = /Require stack:\n- (.+)/.exec(message)?.[1] ?? /^Required by: (.+?)(?: \(via.*)?$/m.exec(message)?.[1]
    ?? /imported from (.+)/.exec(message)?.[1] ?? '';
  return wanted ? { wanted: fileOf(wanted), file: from ? fileOf(from) : place.file } : {};
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
