// Fault: a message of type danger beside what looks like success.
'use strict';

const base = require('../base.js');

async function createMessageLog() {
  return {
    ...(await base.createMessageLog()),
    returnMessage: {message: 'The CRM is on fire.', messageType: 'danger', ttl: 5000},
  };
}

module.exports = {...base, createMessageLog};
