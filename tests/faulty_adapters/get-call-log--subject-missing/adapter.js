// Fault: callLogInfo has no subject.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    callLogInfo: {
      note: 'Asked for prices.',
      fullBody: '- Note: Asked for prices.',
      fullLogResponse: {id: 'L-1'},
    },
  };
}

module.exports = {...base, getCallLog};
