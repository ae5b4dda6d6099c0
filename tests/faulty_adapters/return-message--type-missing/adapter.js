// Fault: returnMessage has no messageType.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {message: 'Done', ttl: 2000}};
}

module.exports = {...base, createCallLog};
