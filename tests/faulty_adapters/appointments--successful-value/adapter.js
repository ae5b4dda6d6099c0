// Fault: successful is neither true nor false.
'use strict';

const base = require('../base.js');

async function listAppointments() {
  return {
    successful: 'yes',
    appointments: [
      {
        id: 'A-1',
        title: 'Call back',
        startTimeUtc: '2025-06-18T09:30:00Z',
        durationMinutes: 30,
      },
    ],
  };
}

module.exports = {...base, listAppointments};
