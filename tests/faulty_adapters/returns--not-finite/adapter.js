// Fault: The value holds a number that is not finite.
'use strict';

const base = require('../base.js');

async function getServerLoggingSettings() {
  return {apiUsername: 'acme', limit: NaN};
}

module.exports = {...base, getServerLoggingSettings};
