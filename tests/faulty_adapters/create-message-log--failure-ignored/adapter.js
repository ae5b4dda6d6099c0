// Fault: The adapter reported a failure.
'use strict';

const base = require('../base.js');

async function createMessageLog() {
  return {
    returnMessage: {message: 'The CRM is closed today.', messageType: 'warning', ttl: 5000},
  };
}

module.exports = {...base, createMessageLog};
