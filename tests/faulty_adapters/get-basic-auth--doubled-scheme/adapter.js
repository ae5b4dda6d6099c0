// Fault: The value already starts with Basic or Bearer.
'use strict';

const base = require('../base.js');

function getBasicAuth() {
  return 'Basic a2V5Og==';
}

module.exports = {...base, getBasicAuth};
