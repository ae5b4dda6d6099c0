// Fault: The id does not end in the platform's name.
'use strict';

const base = require('../base.js');

async function getUserInfo() {
  return {
    successful: true,
    platformUserInfo: {
      id: '4711',
      name: 'Priya Anand',
      timezoneName: 'America/New_York',
      timezoneOffset: '-05:00',
      platformAdditionalInfo: {team: 'North'},
    },
    returnMessage: {message: 'Done', messageType: 'success', ttl: 2000},
  };
}

module.exports = {...base, getUserInfo};
