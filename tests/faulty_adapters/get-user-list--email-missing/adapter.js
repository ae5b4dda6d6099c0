// Fault: A user has no email.
'use strict';

const base = require('../base.js');

async function getUserList() {
  return [{id: '7', name: 'Priya Anand'}];
}

module.exports = {...base, getUserList};
