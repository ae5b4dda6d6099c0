// Fault: successful is false beside a logId.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    logId: 'L-1',
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
    successful: false,
  };
}

module.exports = {...base, createCallLog};
