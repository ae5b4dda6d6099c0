// Fault: The stored tokens are still there.
'use strict';

const base = require('../base.js');

async function unAuthorize() {
  return {returnMessage: {message: 'Done', messageType: 'success', ttl: 2000}};
}

module.exports = {...base, unAuthorize};
