// Fault: A JSON column of the user was changed in place and then saved.
'use strict';

const base = require('../base.js');

async function refreshUserInfo(call) {
  call.user.platformAdditionalInfo.team = 'South';
  await call.user.save();
  return base.refreshUserInfo(call);
}

module.exports = {...base, refreshUserInfo};
