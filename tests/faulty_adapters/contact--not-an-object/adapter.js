// Fault: An entry of matchedContactInfo is not an object.
'use strict';

const base = require('../base.js');

async function findContact() {
  return {
    successful: true,
    matchedContactInfo: [
      null,
      {
        id: 'C-1',
        name: 'Dana Whitfield',
        phone: '+12025550144',
        type: 'Contact',
        createdDate: '2025-06-17T09:30:00Z',
      },
    ],
  };
}

module.exports = {...base, findContact};
