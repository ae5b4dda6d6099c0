// Fault: The adapter reported that the log could not be read.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    callLogInfo: null,
    returnMessage: {message: 'The CRM is closed today.', messageType: 'warning', ttl: 5000},
  };
}

module.exports = {...base, getCallLog};
