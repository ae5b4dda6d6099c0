// Fault: The adapter threw the CRM's 400, 402 or 404 to 409, which App Connect takes for a refused login.
'use strict';

const base = require('../base.js');

async function createContact() {
  throw Object.assign(new Error('Request failed with status code 404'), {response: {status: 404}});
}

module.exports = {...base, createContact};
