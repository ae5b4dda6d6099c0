// Fault: extraDataTracking is not an object.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    logId: 'L-1',
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
    extraDataTracking: '98 left',
  };
}

module.exports = {...base, createCallLog};
