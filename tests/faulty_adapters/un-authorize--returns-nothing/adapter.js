// Fault: unAuthorize returned nothing.
'use strict';

const base = require('../base.js');

async function unAuthorize(call) {
  await base.unAuthorize(call);
}

module.exports = {...base, unAuthorize};
