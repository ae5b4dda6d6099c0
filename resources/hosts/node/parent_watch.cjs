'use strict';
// Ends this process when the workbench is gone while an adapter's loop keeps the main thread from seeing it.

const { Worker } = require('node:worker_threads');

const INTERVAL = 1000;

const watch = (parent) => `
  const parent = ${parent};
  const isThere = () => {
    try { process.kill(parent, 0); return true; } catch (error) { return error.code === 'EPERM'; }
  };
  setInterval(() => {
    // A parent's end changes the number on Linux and macOS; on Windows it stays, and names nobody.
    if (process.ppid !== parent || !isThere()) process.kill(process.pid, 'SIGKILL');
  }, ${INTERVAL});
`;

/** Watch the parent from a thread of its own, which neither loops nor exits of the adapter can hold. */
function watchParent() {
  try {
    const worker = new Worker(watch(process.ppid), { eval: true, execArgv: [], env: {}, name: 'workbench-watch' });
    worker.on('error', () => {});
    worker.unref();
  } catch {
    // Without threads the end of the channel still ends the process, as soon as the adapter lets it.
  }
}

module.exports = { watchParent };
