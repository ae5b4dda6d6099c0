// Fault: getOauthInfo returned nothing to use, and the adapter logs in by API key.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {
  return {};
}

module.exports = {...base, getOauthInfo};
