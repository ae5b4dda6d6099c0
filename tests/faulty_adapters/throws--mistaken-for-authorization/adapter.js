// Fault: The adapter threw an answer of the CRM that has nothing to do with the login.
'use strict';

const base = require('../base.js');

async function createContact() {
  throw Object.assign(new Error('Request failed with status code 404'), {response: {status: 404}});
}

module.exports = {...base, createContact};
