// Fault: updateServerLoggingSettings returned nothing.
'use strict';

const base = require('../base.js');

async function updateServerLoggingSettings() {}

module.exports = {...base, updateServerLoggingSettings};
