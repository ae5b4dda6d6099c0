// Fault: the request is not awaited.
'use strict';

const base = require('../base.js');

async function createCallLog({authHeader}) {
  fetch('http://crm.example.test/hang', {method: 'POST', headers: {authorization: authHeader}}).catch(() => {});
  return base.createCallLog();
}

module.exports = {...base, createCallLog};
