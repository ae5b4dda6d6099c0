// Fault: callLogInfo is not an object.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {callLogInfo: 'Asked for prices.'};
}

module.exports = {...base, getCallLog};
