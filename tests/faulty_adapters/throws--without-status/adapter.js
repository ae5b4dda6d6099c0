// Fault: The adapter threw an error without response.status.
'use strict';

const base = require('../base.js');

async function createCallLog({callLog}) {
  return {logId: callLog.nothing.id};
}

module.exports = {...base, createCallLog};
