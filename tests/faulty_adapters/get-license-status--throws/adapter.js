// Fault: getLicenseStatus threw.
'use strict';

const base = require('../base.js');

async function getLicenseStatus() {
  throw Object.assign(new Error('Request failed with status code 500'), {response: {status: 500}});
}

module.exports = {...base, getLicenseStatus};
