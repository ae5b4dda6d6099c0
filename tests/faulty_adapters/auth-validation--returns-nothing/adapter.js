// Fault: authValidation returned nothing.
'use strict';

const base = require('../base.js');

async function authValidation() {}

module.exports = {...base, authValidation};
