// Fault: The adapter reported that the call was not logged.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    returnMessage: {message: 'The CRM is closed today.', messageType: 'warning', ttl: 5000},
  };
}

module.exports = {...base, createCallLog};
