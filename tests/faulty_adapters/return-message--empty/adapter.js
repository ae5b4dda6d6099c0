// Fault: returnMessage has no members, so nothing is shown.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: {}};
}

module.exports = {...base, createCallLog};
