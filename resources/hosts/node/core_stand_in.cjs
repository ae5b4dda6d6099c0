'use strict';
// What `@app-connect/core` resolves to while a project's own start file is loaded (registry.cjs).

module.exports = require('./registry.cjs').current();

// Never runs: it names the exports for the parser that lets ES modules import them by name.
0 && (module.exports = {
  connectorRegistry, adapterRegistry, createCoreApp, createCoreRouter, createCoreMiddleware, initializeCore,
  proxyConnector, DebugTracer, accountData,
});
