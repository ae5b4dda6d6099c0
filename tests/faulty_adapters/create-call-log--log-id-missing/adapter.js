// Fault: There is no logId, and no returnMessage says that something failed.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createCallLog};
