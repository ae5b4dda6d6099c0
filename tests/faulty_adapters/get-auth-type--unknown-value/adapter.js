// Fault: The value is neither oauth nor apiKey.
'use strict';

const base = require('../base.js');

function getAuthType() {
  return 'session';
}

module.exports = {...base, getAuthType};
