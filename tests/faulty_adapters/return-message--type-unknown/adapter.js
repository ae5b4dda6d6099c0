// Fault: messageType is none that App Connect's clients know.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {message: 'Done', messageType: 'notice', ttl: 2000}};
}

module.exports = {...base, createCallLog};
