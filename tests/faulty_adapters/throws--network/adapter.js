// Fault: The CRM could not be reached, and the adapter threw.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), {code: 'ECONNREFUSED'});
}

module.exports = {...base, createCallLog};
