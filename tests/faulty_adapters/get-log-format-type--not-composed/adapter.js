// Fault: The format is none that App Connect composes.
'use strict';

const base = require('../base.js');

function getLogFormatType() {
  return 'custom';
}

module.exports = {...base, getLogFormatType};
