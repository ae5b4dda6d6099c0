// Fault: A member's name is almost one of the contract.
'use strict';

const base = require('../base.js');

async function updateCallLog() {
  return {updatedNote: '', returnMesage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, updateCallLog};
