// Fault: The adapter threw the CRM's 401 or 403.
'use strict';

const base = require('../base.js');

async function findContact() {
  throw Object.assign(new Error('Request failed with status code 401'), {response: {status: 401}});
}

module.exports = {...base, findContact};
