// Fault: getUserInfo returned nothing.
'use strict';

const base = require('../base.js');

async function getUserInfo() {}

module.exports = {...base, getUserInfo};
