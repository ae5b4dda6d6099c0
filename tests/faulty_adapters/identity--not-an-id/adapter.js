// Fault: An id is neither text nor a number.
'use strict';

const base = require('../base.js');

async function createCallLog() {
  return {
    logId: {id: 'L-1'},
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, createCallLog};
