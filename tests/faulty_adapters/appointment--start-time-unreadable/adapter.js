// Fault: startTimeUtc is not ISO 8601 text with a zone.
'use strict';

const base = require('../base.js');

async function listAppointments() {
  return {
    successful: true,
    appointments: [{id: 'A-1', title: 'Call back', startTimeUtc: '18 June, 9:30', durationMinutes: 30}],
  };
}

module.exports = {...base, listAppointments};
