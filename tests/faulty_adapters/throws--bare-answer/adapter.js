// Fault: The adapter threw where App Connect does not map errors.
'use strict';

const base = require('../base.js');

async function getUserInfo() {
  throw Object.assign(new Error('Request failed with status code 401'), {response: {status: 401}});
}

module.exports = {...base, getUserInfo};
