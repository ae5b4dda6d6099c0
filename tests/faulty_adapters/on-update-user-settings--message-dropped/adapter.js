// Fault: onUpdateUserSettings returned a returnMessage.
'use strict';

const base = require('../base.js');

async function onUpdateUserSettings() {
  return {successful: true, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, onUpdateUserSettings};
