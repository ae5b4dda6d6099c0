// Fault: The returned user info has no name.
'use strict';

const base = require('../base.js');

async function postSaveUserInfo() {
  return {id: '4711-acme'};
}

module.exports = {...base, postSaveUserInfo};
