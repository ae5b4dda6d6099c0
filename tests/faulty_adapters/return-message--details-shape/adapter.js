// Fault: details is not a list of paragraphs with items.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    logId: 'L-1',
    returnMessage: {
      message: 'Done',
      messageType: 'success',
      ttl: 2000,
      details: 'Ask for a larger plan.',
    },
  };
}

module.exports = {...base, createCallLog};
