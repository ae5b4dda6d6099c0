// Fault: The value is almost oauth or apiKey.
'use strict';

const base = require('../base.js');

function getAuthType() {
  return 'OAuth';
}

module.exports = {...base, getAuthType};
