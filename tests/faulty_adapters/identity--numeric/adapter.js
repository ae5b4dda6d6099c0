// Fault: An id is a number.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 1042, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createCallLog};
