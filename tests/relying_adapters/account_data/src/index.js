// The server's start file: core learns of the connector.
const { connectorRegistry, createCoreApp } = require('@app-connect/core');

connectorRegistry.registerConnector('mill', require('./connectors/mill'));
module.exports = createCoreApp();
