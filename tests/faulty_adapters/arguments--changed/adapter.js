// Fault: The adapter changed an argument in place.
'use strict';

const base = require('../base.js');

async function createCallLog(call) {
  call.contactInfo.name = 'Somebody else';
  return base.createCallLog(call);
}

module.exports = {...base, createCallLog};
