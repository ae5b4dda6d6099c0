// Fault: The adapter assigned to the user and did not save.
'use strict';

const base = require('../base.js');

async function refreshUserInfo(call) {
  call.user.timezoneName = 'Europe/Madrid';
  return base.refreshUserInfo(call);
}

module.exports = {...base, refreshUserInfo};
