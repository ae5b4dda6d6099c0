// Fault: licenseStatus is missing.
'use strict';

const base = require('../base.js');

async function getLicenseStatus() {
  return {isLicenseValid: true, licenseStatusDescription: ''};
}

module.exports = {...base, getLicenseStatus};
