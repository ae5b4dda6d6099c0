// Fault: upsertCallDisposition returned nothing.
'use strict';

const base = require('../base.js');

async function upsertCallDisposition() {}

module.exports = {...base, upsertCallDisposition};
