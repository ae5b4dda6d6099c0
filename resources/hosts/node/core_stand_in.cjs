'use strict';
// What `@app-connect/core` resolves to while a project's own start file is loaded (registry.cjs).

module.exports = require('./registry.cjs').current();

// Never runs: it names the exports for the parser that lets ES modules import them by name.
0 && (module.exports = {
  connectorRegistry: 0, adapterRegistry: 0, createCoreApp: 0, createCoreRouter: 0, createCoreMiddleware: 0,
  initializeCore: 0, proxyConnector: 0, DebugTracer: 0, accountData: 0,
});
