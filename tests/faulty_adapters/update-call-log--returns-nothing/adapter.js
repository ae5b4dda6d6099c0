// Fault: updateCallLog returned nothing.
'use strict';

const base = require('../base.js');

async function updateCallLog() {}

module.exports = {...base, updateCallLog};
