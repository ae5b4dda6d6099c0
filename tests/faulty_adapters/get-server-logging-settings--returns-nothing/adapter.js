// Fault: getServerLoggingSettings returned nothing.
'use strict';

const base = require('../base.js');

async function getServerLoggingSettings() {}

module.exports = {...base, getServerLoggingSettings};
