// Fault: getUserInfo is not exported.
'use strict';

const {getUserInfo, ...rest} = require('../base.js');

module.exports = {...rest};
