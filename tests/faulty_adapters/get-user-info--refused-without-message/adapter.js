// Fault: The login was refused without a returnMessage.
'use strict';

const base = require('../base.js');

async function getUserInfo() {
  return {successful: false};
}

module.exports = {...base, getUserInfo};
