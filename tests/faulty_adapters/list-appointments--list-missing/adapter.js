// Fault: appointments is not a list.
'use strict';

const base = require('../base.js');

async function listAppointments() {
  return {successful: true};
}

module.exports = {...base, listAppointments};
