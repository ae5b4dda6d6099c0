const http = require('node:http');
const { createCoreApp, connectorRegistry } = require('@app-connect/core');

connectorRegistry.setDefaultManifest({ platforms: {} });
for (const name of ['getAuthType', 'findContact']) {
  connectorRegistry.registerConnectorInterface('birch', name, require(`./interfaces/${name}`));
}
connectorRegistry.registerConnector('cedar', {
  getAuthType: () => 'oauth',
  createCallLog: async () => ({ logId: '1' }),
  updateCallLog: async () => ({}),
});
connectorRegistry.registerConnectorInterface('cedar', 'getAuthType', () => 'never replaces an own export');
connectorRegistry.registerConnectorInterface('cedar', 'findContact', require('./interfaces/findContact'));

const app = createCoreApp();
app.use('/extra', () => {});
http.createServer(() => {}).listen(80);
module.exports = { app };
