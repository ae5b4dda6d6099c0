// Fault: ttl is not a number of milliseconds.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {message: 'Done', messageType: 'success', ttl: '2000'}};
}

module.exports = {...base, createCallLog};
