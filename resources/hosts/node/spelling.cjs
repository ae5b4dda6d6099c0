'use strict';
// Files whose names are written with other capital letters: they load on macOS and Windows, where adapters are often
// made, and not on a Linux server.

const fs = require('node:fs');
const path = require('node:path');

const misspelled = [];

/** The path as its folders really spell it; undefined when nothing there has these letters. */
function respelled(target) {
  if (fs.existsSync(target)) return target;
  const parent = path.dirname(target);
  if (parent === target) return undefined;
  const folder = respelled(parent);
  if (!folder) return undefined;
  let names;
  try {
    names = fs.readdirSync(folder);
  } catch {
    return undefined;
  }
  const wanted = path.basename(target).toLowerCase();
  const name = names.find((each) => each.toLowerCase() === wanted);
  return name && path.join(folder, name);
}

/** Where a bare specifier with a path would lie, in the nearest node_modules that has its package. */
function insidePackage(specifier, from) {
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2) : parts.slice(0, 1);
  const rest = parts.slice(name.length);
  if (rest.length === 0) return undefined;
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const place = path.join(folder, 'node_modules', ...name);
    if (fs.existsSync(place)) return path.join(place, exportedAs(place, rest.join('/')));
    if (path.dirname(folder) === folder) return undefined;
  }
}

/** The file that a package's `exports` patterns give a path inside it; the path itself where it has none. */
function exportedAs(place, inside) {
  for (const [pattern, target] of Object.entries(exportsOf(place))) {
    const [before, after] = pattern.slice(2).split('*');
    const file = typeof target === 'string' ? target : target?.require ?? target?.default;
    const matches = after !== undefined && inside.startsWith(before) && inside.endsWith(after);
    if (matches && typeof file === 'string') {
      return file.replaceAll('*', inside.slice(before.length, inside.length - after.length));
    }
  }
  return inside;
}

function exportsOf(place) {
  try {
    const { exports: table } = JSON.parse(fs.readFileSync(path.join(place, 'package.json'), 'utf8'));
    return table !== null && typeof table === 'object' ? table : {};
  } catch {
    return {};
  }
}

/** Keep that a file asked for another by another spelling. */
function tellMisspelled(asking, specifier, file) {
  const words = `${path.basename(asking)} asks for ${specifier}, and the file is ${path.basename(file)}: `
    + 'it loads here and on macOS and Windows, and not on a Linux server.';
  if (!misspelled.includes(words)) misspelled.push(words);
}

module.exports = { respelled, insidePackage, tellMisspelled, misspelled };
