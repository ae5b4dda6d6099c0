// Fault: successful is missing.
'use strict';

const base = require('../base.js');

async function onUpdateUserSettings() {
  return {};
}

module.exports = {...base, onUpdateUserSettings};
