// Fault: An answer of the CRM is larger than the workbench reads.
'use strict';

const http = require('node:http');
const zlib = require('node:zlib');

const base = require('../base.js');

/** A CRM that answers with all that it has. */
const crm = http.createServer((_request, answer) => {
  answer.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' });
  answer.end(zlib.brotliCompressSync(Buffer.alloc(70 * 1024 * 1024, ' '), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }));
});

function everything() {
  return new Promise((resolve) => {
    crm.listen(0, '127.0.0.1', () => {
      const request = http.get({ port: crm.address().port, host: '127.0.0.1', agent: false }, (answer) => {
        answer.on('error', () => {});
        answer.on('data', () => {});
        answer.on('close', () => { crm.close(); resolve(); });
      });
      request.on('error', () => {});
    });
  });
}

async function findContact() {
  await everything();
  return {
    successful: true,
    matchedContactInfo: [{ id: '1', name: 'Ann', type: 'Contact', phone: '+12025550144', createdDate: '2025-06-17T09:30:00Z' }],
    returnMessage: { message: 'Done', messageType: 'success', ttl: 2000 },
  };
}

module.exports = { ...base, findContact };
