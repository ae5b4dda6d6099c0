// Fault: failMessage is set.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {
  return {failMessage: 'Give the host name of your Acme.'};
}

module.exports = {...base, getOauthInfo};
