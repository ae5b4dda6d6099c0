// Fault: There is neither an appointment nor a returnMessage.
'use strict';

const base = require('../base.js');

async function confirmAppointment() {
  return {successful: true};
}

module.exports = {...base, confirmAppointment};
