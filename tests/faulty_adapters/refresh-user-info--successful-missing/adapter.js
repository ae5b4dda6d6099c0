// Fault: successful is missing.
'use strict';

const base = require('../base.js');

async function refreshUserInfo() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, refreshUserInfo};
