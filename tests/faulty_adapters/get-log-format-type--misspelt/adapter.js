// Fault: The value is almost one of the three formats.
'use strict';

const base = require('../base.js');

function getLogFormatType() {
  return 'html';
}

module.exports = {...base, getLogFormatType};
