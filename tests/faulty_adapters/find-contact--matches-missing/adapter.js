// Fault: matchedContactInfo is missing.
'use strict';

const base = require('../base.js');

async function findContact() {
  return {successful: true, returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, findContact};
