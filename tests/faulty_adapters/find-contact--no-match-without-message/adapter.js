// Fault: Nobody matches, and there is no returnMessage.
'use strict';

const base = require('../base.js');

async function findContact() {
  return {successful: true, matchedContactInfo: []};
}

module.exports = {...base, findContact};
