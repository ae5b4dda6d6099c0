// Fault: checkAndRefreshAccessToken returned null.
'use strict';

const base = require('../base.js');

async function checkAndRefreshAccessToken() {
  return null;
}

module.exports = {...base, checkAndRefreshAccessToken};
