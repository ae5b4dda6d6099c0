// Fault: getOverridingOAuthOption returned nothing.
'use strict';

const base = require('../base.js');

function getOverridingOAuthOption() {}

module.exports = {...base, getOverridingOAuthOption};
