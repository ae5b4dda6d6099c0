// Fault: The interface returned nothing.
'use strict';

const base = require('../base.js');

async function listAppointments() {}

module.exports = {...base, listAppointments};
