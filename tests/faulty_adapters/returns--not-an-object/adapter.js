// Fault: The value is not an object.
'use strict';

const base = require('../base.js');

async function updateMessageLog() {
  return 'M-1';
}

module.exports = {...base, updateMessageLog};
