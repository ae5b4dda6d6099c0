// Fault: checkAndRefreshAccessToken returned something other than a user with an accessToken.
'use strict';

const base = require('../base.js');

async function checkAndRefreshAccessToken() {
  return {successful: true};
}

module.exports = {...base, checkAndRefreshAccessToken};
