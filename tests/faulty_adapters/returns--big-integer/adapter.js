// Fault: The value holds a BigInt.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 12n, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createCallLog};
