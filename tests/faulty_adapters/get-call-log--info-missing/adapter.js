// Fault: callLogInfo is missing, and no returnMessage says that something failed.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {};
}

module.exports = {...base, getCallLog};
