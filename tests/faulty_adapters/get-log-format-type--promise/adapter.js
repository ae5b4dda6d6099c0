// Fault: getLogFormatType gave a promise.
'use strict';

const base = require('../base.js');

async function getLogFormatType() {
  return 'text/html';
}

module.exports = {...base, getLogFormatType};
