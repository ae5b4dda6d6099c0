// Fault: A user has no id.
'use strict';

const base = require('../base.js');

async function getUserList() {
  return [{name: 'Priya Anand', email: 'priya@example.test'}];
}

module.exports = {...base, getUserList};
