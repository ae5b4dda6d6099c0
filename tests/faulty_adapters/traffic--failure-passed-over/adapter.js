// Fault: the CRM's 503 is caught, printed, and told nobody.
'use strict';

const base = require('../base.js');

async function createCallLog({authHeader, note}) {
  try {
    const answer = await fetch('http://crm.example.test/status/503', {
      method: 'POST',
      headers: {authorization: authHeader, 'content-type': 'application/json'},
      body: JSON.stringify({note}),
    });
    if (!answer.ok) throw new Error(`The CRM answered ${answer.status}`);
  } catch (error) {
    console.error(error.message);
  }
  return base.createCallLog();
}

module.exports = {...base, createCallLog};
