// Fault: ttl is so small that it was probably meant in seconds.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {message: 'Done', messageType: 'success', ttl: 5}};
}

module.exports = {...base, createCallLog};
