// Fault: The adapter reported that no contact was created.
'use strict';

const base = require('../base.js');

async function createContact() {
  return {
    contactInfo: null,
    returnMessage: {message: 'The CRM is closed today.', messageType: 'warning', ttl: 5000},
  };
}

module.exports = {...base, createContact};
