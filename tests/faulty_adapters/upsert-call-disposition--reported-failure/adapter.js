// Fault: The adapter reported that the outcome was not stored.
'use strict';

const base = require('../base.js');

async function upsertCallDisposition() {
  return {
    returnMessage: {message: 'The CRM is closed today.', messageType: 'warning', ttl: 5000},
  };
}

module.exports = {...base, upsertCallDisposition};
