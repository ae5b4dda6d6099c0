// Fault: createdDate or mostRecentActivityDate is not a date that clients can read.
'use strict';

const base = require('../base.js');

async function findContact() {
  return {
    successful: true,
    matchedContactInfo: [
      {
        id: 'C-1',
        name: 'Dana Whitfield',
        phone: '+12025550144',
        type: 'Contact',
        createdDate: '06/17/2025',
      },
      {id: 'createNewContact', name: 'Create new contact...', isNewContact: true},
    ],
  };
}

module.exports = {...base, findContact};
