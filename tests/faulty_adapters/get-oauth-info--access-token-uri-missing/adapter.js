// Fault: accessTokenUri is missing.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {
  return {
    clientId: 'acme-client',
    clientSecret: 'acme-secret',
    redirectUri: 'https://app.example.test/callback',
  };
}

module.exports = {...base, getOauthInfo};
