// Fault: getAuthType gave a promise.
'use strict';

const base = require('../base.js');

async function getAuthType() {
  return 'oauth';
}

module.exports = {...base, getAuthType};
