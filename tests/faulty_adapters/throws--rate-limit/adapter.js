// Fault: The adapter threw the CRM's 429.
'use strict';

const base = require('../base.js');

async function findContact() {
  throw Object.assign(new Error('Request failed with status code 429'), {response: {status: 429}});
}

module.exports = {...base, findContact};
