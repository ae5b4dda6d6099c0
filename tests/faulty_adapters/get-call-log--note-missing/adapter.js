// Fault: callLogInfo has no note.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  return {
    callLogInfo: {
      subject: 'Call with Dana Whitfield',
      fullBody: '- Note: Asked for prices.',
      fullLogResponse: {id: 'L-1'},
    },
  };
}

module.exports = {...base, getCallLog};
