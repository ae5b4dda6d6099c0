// Fault: refreshUserInfo returned nothing.
'use strict';

const base = require('../base.js');

async function refreshUserInfo() {}

module.exports = {...base, refreshUserInfo};
