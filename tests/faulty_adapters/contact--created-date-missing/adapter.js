// Fault: There are several matches, and not every one has a createdDate.
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
      {id: 'C-9', name: 'Dana Wu', type: 'Lead'},
    ],
  };
}

module.exports = {...base, findContact};
