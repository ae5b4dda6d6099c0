// Fault: successful is missing.
'use strict';

const base = require('../base.js');

async function updateServerLoggingSettings() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, updateServerLoggingSettings};
