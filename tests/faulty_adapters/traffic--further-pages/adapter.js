// Fault: only the first page of the users is read.
'use strict';

const base = require('../base.js');

async function getUserList({authHeader}) {
  const answer = await fetch('http://crm.example.test/pages', {headers: {authorization: authHeader}});
  await answer.json();
  return base.getUserList();
}

module.exports = {...base, getUserList};
