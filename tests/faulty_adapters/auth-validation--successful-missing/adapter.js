// Fault: successful is missing.
'use strict';

const base = require('../base.js');

async function authValidation() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}, status: 200};
}

module.exports = {...base, authValidation};
