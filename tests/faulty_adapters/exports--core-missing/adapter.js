// Fault: A core interface that every user needs is not exported.
'use strict';

const {unAuthorize, ...rest} = require('../base.js');

module.exports = {...rest};
