// Fault: onUpdateUserSettings returned nothing.
'use strict';

const base = require('../base.js');

async function onUpdateUserSettings() {}

module.exports = {...base, onUpdateUserSettings};
