// Fault: returnMessage is not an object.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {logId: 'L-1', returnMessage: 'Done'};
}

module.exports = {...base, createCallLog};
