// Fault: getCallLog returned nothing.
'use strict';

const base = require('../base.js');

async function getCallLog() {}

module.exports = {...base, getCallLog};
