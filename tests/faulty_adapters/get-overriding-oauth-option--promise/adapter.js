// Fault: getOverridingOAuthOption gave a promise.
'use strict';

const base = require('../base.js');

async function getOverridingOAuthOption() {
  return {body: {}};
}

module.exports = {...base, getOverridingOAuthOption};
