// Fault: getAuthType gave a promise, and App Connect of this era does not await it.
'use strict';

const base = require('../base.js');

async function getAuthType() {
  return 'oauth';
}

module.exports = {...base, getAuthType};
