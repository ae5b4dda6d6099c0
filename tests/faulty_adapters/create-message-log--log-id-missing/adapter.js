// Fault: There is no logId.
'use strict';

const base = require('../base.js');

async function createMessageLog() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createMessageLog};
