// Fault: the log is sent again although the first request was answered.
'use strict';

const base = require('../base.js');

async function createCallLog({authHeader, note}) {
  const request = {
    method: 'POST',
    headers: {authorization: authHeader, 'content-type': 'application/json'},
    body: JSON.stringify({note}),
  };
  await fetch('http://crm.example.test/made', request).then((answer) => answer.json());
  await fetch('http://crm.example.test/made', request).then((answer) => answer.json());
  return base.createCallLog();
}

module.exports = {...base, createCallLog};
