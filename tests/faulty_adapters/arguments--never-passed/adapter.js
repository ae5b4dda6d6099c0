// Fault: the outcome is read from an argument of another name than App Connect's.
'use strict';

const base = require('../base.js');

async function upsertCallDisposition({user, existingCallLog, authHeader, callDisposition}) {
  return {...(await base.upsertCallDisposition()), stored: Object.keys({...callDisposition})};
}

module.exports = {...base, upsertCallDisposition};
