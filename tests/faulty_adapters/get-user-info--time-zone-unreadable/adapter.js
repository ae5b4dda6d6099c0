// Fault: timezoneOffset is not an offset that App Connect can read.
'use strict';

const base = require('../base.js');

async function getUserInfo() {
  return {
    successful: true,
    platformUserInfo: {
      id: '4711-acme',
      name: 'Priya Anand',
      timezoneName: 'America/New_York',
      timezoneOffset: 'Madrid',
      platformAdditionalInfo: {team: 'North'},
    },
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, getUserInfo};
