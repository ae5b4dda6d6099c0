// Fault: returnMessage has no text in message.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createCallLog};
