// Fault: checkAndRefreshAccessToken returned nothing.
'use strict';

const base = require('../base.js');

async function checkAndRefreshAccessToken() {}

module.exports = {...base, checkAndRefreshAccessToken};
