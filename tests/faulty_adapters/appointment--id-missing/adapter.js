// Fault: An appointment has no id.
'use strict';

const base = require('../base.js');

async function listAppointments() {
  return {
    successful: true,
    appointments: [{title: 'Call back', startTimeUtc: '2025-06-18T09:30:00Z', durationMinutes: 30}],
  };
}

module.exports = {...base, listAppointments};
