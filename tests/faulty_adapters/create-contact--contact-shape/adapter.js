// Fault: contactInfo is not an object.
'use strict';

const base = require('../base.js');

async function createContact() {
  return {
    contactInfo: 'C-2',
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, createContact};
