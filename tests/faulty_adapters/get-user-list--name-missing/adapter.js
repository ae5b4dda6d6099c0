// Fault: A user has no name.
'use strict';

const base = require('../base.js');

async function getUserList() {
  return [{id: '7', email: 'priya@example.test'}];
}

module.exports = {...base, getUserList};
