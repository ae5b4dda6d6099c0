// Fault: successful is false.
'use strict';

const base = require('../base.js');

async function updateMessageLog() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}, successful: false};
}

module.exports = {...base, updateMessageLog};
