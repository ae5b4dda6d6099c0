// Fault: The value is not text.
'use strict';

const base = require('../base.js');

function getLogFormatType() {}

module.exports = {...base, getLogFormatType};
