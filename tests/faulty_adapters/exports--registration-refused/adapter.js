// Fault: createCallLog or updateCallLog is not exported.
'use strict';

const {createCallLog, ...rest} = require('../base.js');

module.exports = {...rest};
