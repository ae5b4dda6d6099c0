// Fault: The value refers back to itself.
'use strict';

const base = require('../base.js');

async function getCallLog() {
  const response = {id: 'L-1'};
  response.self = response;
  const {callLogInfo} = await base.getCallLog();
  return {callLogInfo: {...callLogInfo, fullLogResponse: response}};
}

module.exports = {...base, getCallLog};
