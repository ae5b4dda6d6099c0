// Fault: a message of type danger beside what looks like success.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    ...(await base.getCallLog()),
    returnMessage: {message: 'The CRM is on fire.', messageType: 'danger', ttl: 5000},
  };
}

module.exports = {...base, getCallLog};
