// Fault: A member has another type than the contract gives it.
'use strict';

const base = require('../base.js');

async function updateCallLog() {
  return {
    updatedNote: {text: 'Asked for prices.'},
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, updateCallLog};
