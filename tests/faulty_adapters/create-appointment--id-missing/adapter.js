// Fault: appointmentId is missing or empty.
'use strict';

const base = require('../base.js');

async function createAppointment() {
  return {
    successful: true,
    appointment: {
      id: 'A-1',
      title: 'Call back',
      startTimeUtc: '2025-06-18T09:30:00Z',
      durationMinutes: 30,
    },
  };
}

module.exports = {...base, createAppointment};
