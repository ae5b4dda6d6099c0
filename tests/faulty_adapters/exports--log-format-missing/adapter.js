// Fault: getLogFormatType is not exported.
'use strict';

const {getLogFormatType, ...rest} = require('../base.js');

module.exports = {...rest};
