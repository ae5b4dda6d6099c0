// Fault: callLogInfo has no fullLogResponse.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    callLogInfo: {
      subject: 'Call with Dana Whitfield',
      note: 'Asked for prices.',
      fullBody: '- Note: Asked for prices.',
    },
  };
}

module.exports = {...base, getCallLog};
