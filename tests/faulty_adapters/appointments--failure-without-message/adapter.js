// Fault: successful is false, and there is no returnMessage.
'use strict';

const base = require('../base.js');

async function updateAppointment() {
  return {successful: false};
}

module.exports = {...base, updateAppointment};
