// Fault: A choice is not {value: text or number, label: text}.
'use strict';

const base = require('../base.js');

async function getManagedAuthOptions() {
  return [{value: 'north'}];
}

module.exports = {...base, getManagedAuthOptions};
