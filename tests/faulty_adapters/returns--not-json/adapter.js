// Fault: The value holds something that JSON cannot carry.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    callLogInfo: {
      subject: 'Call with Dana Whitfield',
      note: 'Asked for prices.',
      fullBody: '- Note: Asked for prices.',
      fullLogResponse: {rows: new Map([['L-1', 1]])},
    },
  };
}

module.exports = {...base, getCallLog};
