// Fault: The value holds a date object.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    callLogInfo: {
      subject: 'Call with Dana Whitfield',
      note: 'Asked for prices.',
      fullBody: '- Note: Asked for prices.',
      fullLogResponse: {at: new Date('2025-06-17T00:00:00Z')},
    },
  };
}

module.exports = {...base, getCallLog};
