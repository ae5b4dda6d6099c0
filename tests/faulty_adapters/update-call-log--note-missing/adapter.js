// Fault: updatedNote is missing.
'use strict';

const base = require('../base.js');

async function updateCallLog() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, updateCallLog};
