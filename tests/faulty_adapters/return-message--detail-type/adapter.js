// Fault: An item of details has another type than text.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    logId: 'L-1',
    returnMessage: {
      message: 'Done',
      messageType: 'success',
      ttl: 2000,
      details: [
        {
          title: 'Details',
          items: [{id: '1', type: 'link', text: 'Ask for a larger plan.'}],
        },
      ],
    },
  };
}

module.exports = {...base, createCallLog};
