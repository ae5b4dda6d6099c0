// Fault: getOauthInfo returned nothing.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {}

module.exports = {...base, getOauthInfo};
