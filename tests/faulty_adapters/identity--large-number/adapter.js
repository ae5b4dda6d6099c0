// Fault: An id is a number of more than 32 bits.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 5000000000, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createCallLog};
