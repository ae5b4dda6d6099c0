// Fault: createMessageLog returned nothing.
'use strict';

const base = require('../base.js');

async function createMessageLog() {}

module.exports = {...base, createMessageLog};
