// Fault: The returned user info has no id.
'use strict';

const base = require('../base.js');

async function postSaveUserInfo() {
  return {name: 'Priya Anand'};
}

module.exports = {...base, postSaveUserInfo};
