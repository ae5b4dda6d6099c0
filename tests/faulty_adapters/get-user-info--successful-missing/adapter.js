// Fault: successful is missing.
'use strict';

const base = require('../base.js');

async function getUserInfo() {
  return {
    platformUserInfo: {
      id: '4711-acme',
      name: 'Priya Anand',
      timezoneName: 'America/New_York',
      timezoneOffset: '-05:00',
      platformAdditionalInfo: {team: 'North'},
    },
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, getUserInfo};
