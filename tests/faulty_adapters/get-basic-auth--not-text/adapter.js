// Fault: getBasicAuth gave no text.
'use strict';

const base = require('../base.js');

function getBasicAuth() {}

module.exports = {...base, getBasicAuth};
