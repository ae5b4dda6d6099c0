// Fault: getManagedAuthOptions returned no list.
'use strict';

const base = require('../base.js');

async function getManagedAuthOptions() {}

module.exports = {...base, getManagedAuthOptions};
