// Fault: clientId is missing.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {
  return {
    clientSecret: 'acme-secret',
    accessTokenUri: 'https://acme.example.test/token',
    redirectUri: 'https://app.example.test/callback',
  };
}

module.exports = {...base, getOauthInfo};
