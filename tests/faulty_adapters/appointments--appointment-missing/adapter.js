// Fault: appointment is missing.
'use strict';

const base = require('../base.js');

async function refreshAppointment() {
  return {successful: true};
}

module.exports = {...base, refreshAppointment};
