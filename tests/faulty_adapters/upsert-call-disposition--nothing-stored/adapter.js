// Fault: Nothing of what was submitted is stored, and no message says so.
'use strict';

const base = require('../base.js');

async function upsertCallDisposition() {
  return { logId: null };
}

module.exports = {...base, upsertCallDisposition};
