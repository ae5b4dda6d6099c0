// Fault: A contact has no id.
'use strict';

const base = require('../base.js');

async function findContact() {
  return {
    successful: true,
    matchedContactInfo: [
      {
        name: 'Dana Whitfield',
        phone: '+12025550144',
        type: 'Contact',
        createdDate: '2025-06-17T09:30:00Z',
      },
      {id: 'createNewContact', name: 'Create new contact...', isNewContact: true},
    ],
  };
}

module.exports = {...base, findContact};
