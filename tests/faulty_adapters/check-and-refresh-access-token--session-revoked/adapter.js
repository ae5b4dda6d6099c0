// Fault: The CRM refused a request, and checkAndRefreshAccessToken returned no user.
'use strict';

const base = require('../base.js');

async function checkAndRefreshAccessToken() {
  return null;
}

module.exports = {...base, checkAndRefreshAccessToken};
