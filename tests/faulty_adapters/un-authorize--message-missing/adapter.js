// Fault: unAuthorize returned no returnMessage.
'use strict';

const base = require('../base.js');

async function unAuthorize(call) {
  await base.unAuthorize(call);
  return {successful: true};
}

module.exports = {...base, unAuthorize};
