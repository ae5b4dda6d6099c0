// Fault: The manifest switches on the search for contacts by name, and findContactWithName is not exported.
'use strict';

const {findContactWithName, ...rest} = require('../base.js');

module.exports = {...rest};
