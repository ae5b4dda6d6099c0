// Fault: createCallLog returned nothing.
'use strict';

const base = require('../base.js');

async function createCallLog() {}

module.exports = {...base, createCallLog};
