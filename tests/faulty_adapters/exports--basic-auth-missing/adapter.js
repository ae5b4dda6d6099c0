// Fault: The adapter logs in by API key and does not export getBasicAuth.
'use strict';

const {getBasicAuth, ...rest} = require('../base.js');

function getAuthType() {
  return 'apiKey';
}

module.exports = {...rest, getAuthType};
