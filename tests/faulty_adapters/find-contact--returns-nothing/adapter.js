// Fault: The interface returned nothing.
'use strict';

const base = require('../base.js');

async function findContactWithName() {}

module.exports = {...base, findContactWithName};
