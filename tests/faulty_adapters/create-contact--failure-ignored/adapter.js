// Fault: successful is false beside a contactInfo.
'use strict';

const base = require('../base.js');

async function createContact() {
  return {
    contactInfo: {id: 'C-2', name: 'Noa Ferrer'},
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
    successful: false,
  };
}

module.exports = {...base, createContact};
