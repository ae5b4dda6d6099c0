// How a project starts App Connect's server with its connector.
const { connectorRegistry, createCoreApp } = require('@app-connect/core');

connectorRegistry.setDefaultManifest(require('./connectors/loom/manifest.json'));
connectorRegistry.registerConnector('loom', require('./connectors/loom'));

// The tables are there already, so that App Connect's migration has nothing to do.
module.exports = createCoreApp({ skipDatabaseInit: true, skipAnalyticsInit: true });
