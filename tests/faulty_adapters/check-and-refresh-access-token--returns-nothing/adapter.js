// Fault: checkAndRefreshAccessToken returned no user, and the CRM had not refused to renew the token.
'use strict';

const base = require('../base.js');

async function checkAndRefreshAccessToken() {}

module.exports = {...base, checkAndRefreshAccessToken};
