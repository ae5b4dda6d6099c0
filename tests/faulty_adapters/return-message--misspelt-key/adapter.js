// Fault: A member of returnMessage is almost one of the contract.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    logId: 'L-1',
    returnMessage: {
      message: 'Done',
      messageType: 'success',
      ttl: 2000,
      detaisl: [
        {
          title: 'Details',
          items: [{id: '1', type: 'text', text: 'Ask for a larger plan.'}],
        },
      ],
    },
  };
}

module.exports = {...base, createCallLog};
