// Fault: getAuthType is not exported.
'use strict';

const {getAuthType, ...rest} = require('../base.js');

module.exports = {...rest};
