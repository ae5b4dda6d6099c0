// Fault: contactInfo has no name.
'use strict';

const base = require('../base.js');

async function createContact() {
  return {
    contactInfo: {id: 'C-2'},
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, createContact};
