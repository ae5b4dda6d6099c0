// Fault: The entry that offers to create a contact has no name.
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
        createdDate: '2025-06-17T09:30:00Z',
      },
      {id: 'createNewContact', isNewContact: true},
    ],
  };
}

module.exports = {...base, findContact};
