// Fault: A number of the CRM came out as another: it is larger than JavaScript holds exactly.
'use strict';

const http = require('node:http');

const base = require('../base.js');

/** A CRM whose ids are whole numbers of 64 bits. */
const crm = http.createServer((_request, answer) => {
  answer.setHeader('content-type', 'application/json');
  answer.end('{"contacts": [{"id": 9007199254740993, "name": "Ann"}]}');
});

function contacts() {
  return new Promise((resolve, reject) => {
    crm.listen(0, '127.0.0.1', () => {
      http.get({ port: crm.address().port, host: '127.0.0.1', agent: false }, (answer) => {
        let text = '';
        answer.on('data', (part) => { text += part; });
        answer.on('end', () => { crm.close(); resolve(JSON.parse(text).contacts); });
      }).on('error', reject);
    });
  });
}

async function findContact() {
  const found = await contacts();
  return {
    successful: true,
    matchedContactInfo: found.map(({ id, name }) => ({ id: String(id), name, type: 'Contact', phone: '+12025550144', createdDate: '2025-06-17T09:30:00Z' })),
    returnMessage: { message: 'Done', messageType: 'success', ttl: 2000 },
  };
}

module.exports = { ...base, findContact };
