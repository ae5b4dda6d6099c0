// Fault: getBasicAuth gave an empty text.
'use strict';

const base = require('../base.js');

function getBasicAuth() {
  return '';
}

module.exports = {...base, getBasicAuth};
