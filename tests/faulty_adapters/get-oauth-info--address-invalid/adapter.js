// Fault: An address is not one that starts with http:// or https://.
'use strict';

const base = require('../base.js');

async function getOauthInfo() {
  return {
    clientId: 'acme-client',
    clientSecret: 'acme-secret',
    accessTokenUri: 'acme.example.test/token',
    redirectUri: 'https://app.example.test/callback',
  };
}

module.exports = {...base, getOauthInfo};
