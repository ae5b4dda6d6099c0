// Fault: The adapter threw an answer of the CRM whose status App Connect does not tell apart.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  throw Object.assign(new Error('Request failed with status code 503'), {response: {status: 503}});
}

module.exports = {...base, createCallLog};
