'use strict';
// The Node host: loads one adapter and calls its interfaces for the workbench (../WIRE.md).

const { AsyncLocalStorage } = require('node:async_hooks');
const Module = require('node:module');
const path = require('node:path');
const { openWire } = require('./wire.cjs');
const { installConsole } = require('./console.cjs');
const { describeError } = require('./errors.cjs');
const { watchParent } = require('./parent_watch.cjs');
const database = require('./database.cjs');

const context = new AsyncLocalStorage();
const cacheFolder = process.env.WORKBENCH_CACHE ?? '';
const channel = process.env.WORKBENCH_CHANNEL ?? '';
for (const name of Object.keys(process.env)) if (name.startsWith('WORKBENCH_')) delete process.env[name];
if (!channel) {
  process.stderr.write('This program is started by App Connect Workbench.\n');
  process.exit(64);
}

const wire = openWire(channel, receive, endAtOnce);
let loaded;
let capture;
database.connect(wire.request);

// Stack traces name the lines of the source that the developer wrote; packages keep their own.
Module.setSourceMapsSupport?.(true, { nodeModules: false });
Error.stackTraceLimit = 30;
installConsole(context, wire.notify);
process.on('unhandledRejection', (reason) => { tellUnhandled(reason); });
process.on('uncaughtException', (error) => { tellUnhandled(error); });
watchParent();
wire.notify('ready', { runtime: `Node ${process.versions.node}`, pid: process.pid });

const requests = {
  ping: async (id) => { wire.answer(id, {}); },
  load,
  call,
};
const notifications = {
  cancel: ({ invocation }) => { capture?.abort?.(invocation); },
  maps: ({ maps }) => { capture?.setMaps?.(maps); },
};

function receive({ id, method, params }) {
  if (id === undefined) {
    notifications[method]?.(params ?? {});
  } else if (requests[method]) {
    requests[method](id, params ?? {}).catch((error) => {
      wire.fail(id, String(error?.message ?? error), { kind: 'host', ...describeError(error) });
    });
  } else {
    wire.fail(id, `There is no method ${method}.`, { kind: 'host' });
  }
}

async function load(id, params) {
  const { useCache } = require('./typescript.cjs');
  const { loadAdapter } = require('./loader.cjs');
  useCache(cacheFolder);
  capture = require('./capture').install({
    context,
    send: wire.notify,
    options: { spool: params.spool, maps: params.maps ?? [], cap: params.cap ?? 200, bodyInline: params.body_inline ?? 65536, answerLimit: params.answer_limit ?? 67108864 },
  });
  const variables = require('./unset.cjs').watchVariables();
  const tellUnset = () => { wire.notify('unset', { variables: variables.unset() }); };
  process.on('exit', tellUnset);
  try {
    const { adapter, result } = await loadAdapter(params);
    tellUnset();
    loaded = { adapter, spool: params.spool, requireFrom: Module.createRequire(path.join(params.root, 'package.json')) };
    wire.answer(id, result);
  } catch (error) {
    tellUnset();
    const description = require('./faults.cjs').describeLoadFailure(error, params.root);
    wire.fail(id, description.message, description);
  } finally {
    variables.stop();
    process.off('exit', tellUnset);
  }
}

async function call(id, params) {
  if (!loaded) throw new Error('No adapter is loaded.');
  const { callInterface } = require('./calls.cjs');
  const outcome = await callInterface(loaded.adapter, params, {
    context,
    spool: loaded.spool,
    requireFrom: loaded.requireFrom,
    settled: (invocation) => capture?.endInvocation?.(invocation),
  });
  if (outcome.failure) wire.fail(id, outcome.failure.message, outcome.failure);
  else wire.answerText(id, outcome.text);
}

/** An error that nobody caught belongs to the call whose context it carries, or to the only one that runs. */
function tellUnhandled(thrown) {
  const { noteUnhandled, running } = require('./calls.cjs');
  const error = describeError(thrown);
  const active = running();
  const invocation = context.getStore()?.invocation ?? (active.length === 1 ? active[0] : '');
  noteUnhandled(invocation, error);
  wire.notify('unhandled', { invocation, error });
}

/** The workbench is gone: end without running what the adapter hung on the exit of the process. */
function endAtOnce() {
  process.kill(process.pid, 'SIGKILL');
}
