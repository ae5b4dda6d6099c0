// Fault: createContact returned nothing.
'use strict';

const base = require('../base.js');

async function createContact() {}

module.exports = {...base, createContact};
