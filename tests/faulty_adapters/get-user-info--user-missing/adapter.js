// Fault: platformUserInfo is missing.
'use strict';

const base = require('../base.js');

async function getUserInfo() {
  return {successful: true, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, getUserInfo};
