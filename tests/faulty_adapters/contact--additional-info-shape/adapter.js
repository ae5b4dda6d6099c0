// Fault: additionalInfo does not hold lists of options under field names.
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
        additionalInfo: {deal: [{id: 'D-1', name: 'Spring refit'}]},
      },
      {id: 'createNewContact', name: 'Create new contact...', isNewContact: true},
    ],
  };
}

module.exports = {...base, findContact};
