// Fault: contactInfo is missing, and no returnMessage says that something failed.
'use strict';

const base = require('../base.js');

async function createContact() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, createContact};
