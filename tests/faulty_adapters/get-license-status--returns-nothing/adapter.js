// Fault: getLicenseStatus returned nothing.
'use strict';

const base = require('../base.js');

async function getLicenseStatus() {}

module.exports = {...base, getLicenseStatus};
