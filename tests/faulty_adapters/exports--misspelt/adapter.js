// Fault: An exported name is almost one of the contract.
'use strict';

const {findContactWithName: findContactWithNames, ...rest} = require('../base.js');

module.exports = {...rest, findContactWithNames};
