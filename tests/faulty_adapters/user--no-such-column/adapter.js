// Fault: The adapter assigned to the user what its row has no column for.
'use strict';

const base = require('../base.js');

async function refreshUserInfo(call) {
  call.user.additionalInfo = {team: 'North'};
  await call.user.save();
  return base.refreshUserInfo(call);
}

module.exports = {...base, refreshUserInfo};
