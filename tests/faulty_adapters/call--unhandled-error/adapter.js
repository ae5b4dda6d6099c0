// Fault: A promise was rejected, or a callback threw, and nobody caught it.
'use strict';

const base = require('../base.js');

async function createCallLog(call) {
  Promise.reject(new Error('nobody waits'));
  await new Promise((resolve) => setImmediate(resolve));
  return base.createCallLog(call);
}

module.exports = {...base, createCallLog};
