// Fault: A core interface is not exported.
'use strict';

const {createContact, ...rest} = require('../base.js');

module.exports = {...rest};
