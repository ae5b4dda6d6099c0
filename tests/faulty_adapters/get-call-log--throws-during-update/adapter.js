// Fault: getCallLog threw.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  throw Object.assign(new Error('Request failed with status code 503'), {response: {status: 503}});
}

module.exports = {...base, getCallLog};
