// Fault: redirectUri is missing.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {
  return {
    clientId: 'acme-client',
    clientSecret: 'acme-secret',
    accessTokenUri: 'https://acme.example.test/token',
  };
}

module.exports = {...base, getOauthInfo};
